package dev.moosic.tunnel.auth.database;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.h2.api.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs Flyway in the background, one migration at a time, again and again until the database lets it. */
final class Migrations implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(4);

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread daemon = new Thread(task, "database-migrations");
        daemon.setDaemon(true);
        return daemon;
    });
    private final DatabaseUrl url;
    private final String description;

    Migrations(DatabaseUrl url, String description) {
        this.url = url;
        this.description = description;
    }

    /**
     * @param onProblem told why an attempt failed that is made again
     * @return completes when the schema is current; fails only if trying again cannot help
     */
    CompletableFuture<Void> migrate(String location, String historyTable, Consumer<String> onProblem) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> attempt(location, historyTable, onProblem, new Backoff(FIRST_RETRY, LAST_RETRY), done));
        return done;
    }

    private void attempt(
            String location,
            String historyTable,
            Consumer<String> onProblem,
            Backoff backoff,
            CompletableFuture<Void> done) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    // Not from the pool: a migration may take longer than any call.
                    .dataSource(new FactoryDataSource(url::connect))
                    .locations("classpath:" + location)
                    .table(historyTable)
                    // Several histories share one schema, so the second one finds it not empty.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
            done.complete(null);
        } catch (FlywayValidateException changed) {
            done.completeExceptionally(new DatabaseException(
                    description + " was migrated by another version of this program (" + location
                            + "): run that version, or restore a backup",
                    changed));
        } catch (FlywayException | IllegalStateException failure) {
            if (isOpenElsewhere(failure)) {
                done.completeExceptionally(new DatabaseException(
                        description + " is in use by another process: stop that one, or choose another data folder",
                        failure));
                return;
            }
            String problem = Database.firstLine(failure);
            onProblem.accept(problem);
            long waitMs = backoff.next().toMillis();
            LOG.warn(
                    "database not ready database=\"{}\" schema={} retryInMs={} reason=\"{}\"",
                    description,
                    location,
                    waitMs,
                    problem);
            thread.schedule(
                    () -> attempt(location, historyTable, onProblem, backoff, done), waitMs, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | LinkageError broken) {
            LOG.error("migration failed database=\"{}\" schema={}", description, location, broken);
            done.completeExceptionally(new DatabaseException("cannot migrate " + description + ": " + broken, broken));
        }
    }

    private static boolean isOpenElsewhere(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
