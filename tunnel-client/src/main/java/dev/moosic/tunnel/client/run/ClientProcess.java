package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ConfigFile;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.control.Backoff;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.client.identity.DataFolder;
import dev.moosic.tunnel.client.identity.EnrolledIdentity;
import dev.moosic.tunnel.client.identity.RequestTokens;
import dev.moosic.tunnel.client.status.StatusServer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client from its configuration to its exit code. One run in a process; blocks the thread that calls it. */
public final class ClientProcess {
    private final Map<String, String> environment;
    private final CompletableFuture<Integer> stopped = new CompletableFuture<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean running;

    /** @param environment of the process, for its proxy variables */
    public ClientProcess(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The environment that the client reads proxies from. */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Carries the tunnels until told to stop, or for good refused.
     *
     * @param listener told what happens
     * @return an {@link ExitCode}
     * @throws ConfigException if the configuration cannot be used
     */
    public int run(ClientConfig config, ClientListener listener) throws ConfigException, InterruptedException {
        running = true;
        Logging.setLevel(config.logLevel());
        Path folder = DataFolder.expanded(Objects.requireNonNullElse(config.data(), DataFolder.defaultPath()));
        try (DataFolder data = DataFolder.open(folder)) {
            IdentityStartup startup = new IdentityStartup(config, data.path());
            config.checkSecure(startup.servers());
            try (ClientRuntime runtime = new ClientRuntime(
                    config.proxy(), environment, startup.pin(), config.certificate(), startup.passed())) {
                return carry(config, startup, data.path(), runtime, listener);
            }
        } finally {
            finished.countDown();
        }
    }

    private int carry(
            ClientConfig config, IdentityStartup startup, Path folder, ClientRuntime runtime, ClientListener listener)
            throws ConfigException, InterruptedException {
        List<ServerAddress> servers = startup.servers();
        EnrolledIdentity identity;
        try {
            identity = startup.identity(runtime, new Backoff(new SecureRandom()), listener);
        } catch (ConnectFailure failure) {
            int code = exitCode(failure);
            listener.on(new ClientEvent.GaveUp(servers.get(0), code, failure.getMessage()));
            return code;
        }
        RequestTokens tokens = new RequestTokens(identity, runtime.http(), runtime.loop(), Clock.systemUTC());
        TunnelClient client = new TunnelClient(config, servers, runtime, tokens, listener);
        CompletableFuture<Integer> ended = client.start();
        stopped.thenRun(client::stop);
        try (StatusServer status = StatusServer.start(
                        runtime.transport(),
                        runtime.loop(),
                        folder,
                        () -> client.report(identity.clientId().value()));
                @Nullable ConfigWatcher watcher = watch(config, client)) {
            return ended.join();
        }
    }

    private static @Nullable ConfigWatcher watch(ClientConfig config, TunnelClient client) throws ConfigException {
        @Nullable Path file = config.file();
        if (file == null) {
            return null;
        }
        ConfigFile first = ConfigFile.read(file);
        ConfigWatcher watcher = new ConfigWatcher(
                file,
                first,
                edited -> client.apply(edited, edited.layer().equals(first.layer()) ? List.of() : List.of("settings")),
                problem -> client.tell(new ClientEvent.ReloadRefused(problem)));
        watcher.start();
        return watcher;
    }

    private static int exitCode(ConnectFailure failure) {
        return switch (failure.then()) {
            case RETRY, NEW_SESSION -> ExitCode.UNAVAILABLE;
            case CREDENTIAL_REFUSED -> ExitCode.CREDENTIAL_REFUSED;
            case CONFIGURATION_REFUSED -> ExitCode.BAD_CONFIGURATION;
        };
    }

    /** Whether tunnels are, or are about to be, carried. Any thread. */
    public boolean isRunning() {
        return running;
    }

    /** Ends {@link #run} in order, with exit code 0, and waits for it. Any thread. */
    public boolean stop(long timeoutMillis) throws InterruptedException {
        stopped.complete(ExitCode.OK);
        return finished.await(timeoutMillis, TimeUnit.MILLISECONDS);
    }
}
