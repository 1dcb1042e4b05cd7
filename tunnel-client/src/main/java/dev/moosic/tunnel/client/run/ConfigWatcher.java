package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ConfigFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a configuration file again every second, on a thread of its own, and tells when what it says has changed.
 * Looking is steadier than being notified: it sees editors that replace the file, mounts, and network file systems alike.
 * The text is parsed only if it is another one, since what that costs delays the traffic of a small machine.
 */
final class ConfigWatcher implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(ConfigWatcher.class);

    private final Path file;
    private final Consumer<ConfigFile> changed;
    private final Consumer<String> refused;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "config-watcher");
        thread.setDaemon(true);
        return thread;
    });
    private ConfigFile inForce;
    /** The text looked at last; null: none yet, or the file could not be read. */
    private @Nullable String lastText;

    private String lastProblem = "";

    /**
     * @param inForce what the file said when it was read first
     * @param changed told of a valid edit, on the watcher's thread
     * @param refused told once of each new problem
     */
    ConfigWatcher(Path file, ConfigFile inForce, Consumer<ConfigFile> changed, Consumer<String> refused) {
        this.file = file;
        this.inForce = inForce;
        this.changed = changed;
        this.refused = refused;
    }

    void start() {
        executor.scheduleWithFixedDelay(this::look, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        @Nullable String before = lastText;
        lastText = null;
        try {
            String text = ConfigFile.text(file);
            lastText = text;
            if (text.equals(before)) {
                return;
            }
            ConfigFile read = ConfigFile.parse(file.toString(), text);
            lastProblem = "";
            if (!read.equals(inForce)) {
                inForce = read;
                changed.accept(read);
            }
        } catch (ConfigException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                lastProblem = problem;
                refused.accept(problem);
            }
        } catch (RuntimeException e) {
            log.error("configuration could not be applied file={}", file, e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
