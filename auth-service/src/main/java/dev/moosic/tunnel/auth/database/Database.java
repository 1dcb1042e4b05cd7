package dev.moosic.tunnel.auth.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's database. {@link #open} returns at once, whether the database answers or not; {@link #migrate} brings
 * a schema up to date in the background, and {@link #call} runs JDBC on a bounded pool of threads. All methods may be
 * called on any thread, event loops included, and none of them blocks but {@link #close}.
 */
public final class Database implements AutoCloseable {
    /** A call that has not ended by then fails, whatever it waits for. */
    public static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    /** How long a client that comes while the database opens is kept waiting; less than it waits for an answer. */
    public static final Duration OPENING_TIMEOUT = Duration.ofSeconds(3);
    /** Connecting to a database server, per address. */
    public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** Waiting for a connection of the pool. */
    static final Duration CHECKOUT_TIMEOUT = Duration.ofMillis(2_500);
    /** Waiting for the answer to one statement. */
    static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(3);
    /** Waiting for the answer to one statement of a migration. */
    static final Duration MIGRATION_STATEMENT_TIMEOUT = Duration.ofMinutes(1);
    /** Connections, and threads that use them. */
    static final int POOL_SIZE = 8;
    /** Calls that wait for a thread; one more fails at once. */
    static final int MAX_WAITING_CALLS = 4_096;
    /** A transaction that lost a deadlock is run again this often. */
    static final int DEADLOCK_RETRIES = 3;

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final DatabaseSettings settings;
    private final HikariDataSource pool;
    private final ConnectionFactory connections;
    private final Jdbi jdbi;
    private final ThreadPoolExecutor executor;
    private final Migrations migrations;
    private final AtomicInteger pendingMigrations = new AtomicInteger();
    /** Whether a first migration is done, so that the database can be used by whoever asked for that one. */
    private volatile boolean opened;

    private volatile DatabaseStatus status = new DatabaseStatus(DatabaseStatus.State.OPENING, "not opened yet");

    private Database(DatabaseSettings settings, UnaryOperator<ConnectionFactory> around) {
        this.settings = settings;
        DatabaseUrl url = DatabaseUrl.of(settings, STATEMENT_TIMEOUT);
        this.pool = new HikariDataSource(poolConfig(settings, url));
        this.connections = new EventLoopGuard(around.apply(pool::getConnection));
        this.jdbi = Jdbi.create(connections);
        this.executor = newExecutor();
        this.migrations = new Migrations(DatabaseUrl.of(settings, MIGRATION_STATEMENT_TIMEOUT), settings.description());
    }

    /** @throws java.io.UncheckedIOException if the folder of the embedded database cannot be made */
    public static Database open(DatabaseSettings settings) {
        return open(settings, UnaryOperator.identity());
    }

    /** @param around wraps the pool, to trace its connections or, in tests, to make them fail */
    public static Database open(DatabaseSettings settings, UnaryOperator<ConnectionFactory> around) {
        return new Database(settings, around);
    }

    private static HikariConfig poolConfig(DatabaseSettings settings, DatabaseUrl url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(url.properties());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CHECKOUT_TIMEOUT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        if (settings.isEmbedded()) {
            // The embedded database closes with its last connection.
            config.setMaxLifetime(0);
        } else {
            config.setMaxLifetime(Duration.ofMinutes(5).toMillis());
            config.setKeepaliveTime(Duration.ofSeconds(30).toMillis());
        }
        config.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setExceptionOverrideClassName(ReadOnlyEviction.class.getName());
        return config;
    }

    private static ThreadPoolExecutor newExecutor() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                POOL_SIZE, POOL_SIZE, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MAX_WAITING_CALLS), task -> {
                    Thread thread = new Thread(task, "database-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Brings the migrations found on the class path under {@code location} into the database, as often as it takes
     * until the database answers.
     *
     * @param historyTable where Flyway notes what it did; each location has its own
     * @return completes when the schema is current; fails if trying again cannot help
     */
    public CompletableFuture<Void> migrate(String location, String historyTable) {
        pendingMigrations.incrementAndGet();
        status = new DatabaseStatus(DatabaseStatus.State.OPENING, settings.description() + " is not open yet");
        return migrations.migrate(location, historyTable, this::migrationFailed).whenComplete((done, failure) -> {
            if (failure != null) {
                String problem = String.valueOf(failure.getMessage());
                migrationFailed(problem);
                LOG.error("database unusable database=\"{}\" reason=\"{}\"", settings.description(), problem);
                return;
            }
            opened = true;
            if (pendingMigrations.decrementAndGet() == 0) {
                status = new DatabaseStatus(DatabaseStatus.State.AVAILABLE, null);
                LOG.info("database ready database=\"{}\"", settings.description());
            }
        });
    }

    private void migrationFailed(String problem) {
        status = new DatabaseStatus(DatabaseStatus.State.AWAY, problem);
    }

    /**
     * Runs {@code work} in one transaction on a thread of the pool; it may run more than once, after a deadlock.
     *
     * @return fails with {@link DatabaseException} within {@link #CALL_TIMEOUT}, at once until a first migration is done;
     *     or with what {@code work} threw, if that is not of the database
     */
    public <T> CompletableFuture<T> call(Work<T> work) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!opened) {
            answer.completeExceptionally(new DatabaseException("database not ready: " + status.problem()));
            return answer;
        }
        try {
            executor.execute(() -> run(work, answer));
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(new DatabaseException("too many database calls at once", full));
            return answer;
        }
        return answer.orTimeout(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).handle((value, failure) -> {
            if (failure == null) {
                noteSuccess();
                return value;
            }
            if (failure instanceof RuntimeException fault && !isOfDatabase(failure)) {
                throw fault;
            }
            DatabaseException told = asDatabaseException(failure);
            noteFailure(told);
            throw told;
        });
    }

    private <T> void run(Work<T> work, CompletableFuture<T> answer) {
        // What nobody waits for any more is not begun.
        for (int attempt = 0; !answer.isDone(); attempt++) {
            try {
                answer.complete(jdbi.inTransaction(work::run));
            } catch (Exception failure) {
                if (attempt == DEADLOCK_RETRIES || !isDeadlock(failure)) {
                    answer.completeExceptionally(failure);
                }
            }
        }
    }

    private static boolean isDeadlock(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "40001".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database failed, and not what was to be done with it. */
    private static boolean isOfDatabase(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException || cause instanceof JdbiException || cause instanceof TimeoutException) {
                return true;
            }
        }
        return false;
    }

    private static DatabaseException asDatabaseException(Throwable failure) {
        if (failure instanceof DatabaseException already) {
            return already;
        }
        if (failure instanceof TimeoutException) {
            return new DatabaseException(
                    "no answer of the database within " + CALL_TIMEOUT.toMillis() + " ms", failure);
        }
        return new DatabaseException(firstLine(failure), failure);
    }

    private void noteSuccess() {
        if (status.state() == DatabaseStatus.State.AWAY && pendingMigrations.get() == 0) {
            status = new DatabaseStatus(DatabaseStatus.State.AVAILABLE, null);
            LOG.info("database back database=\"{}\"", settings.description());
        }
    }

    private void noteFailure(DatabaseException failure) {
        if (status.state() == DatabaseStatus.State.AVAILABLE) {
            status = new DatabaseStatus(DatabaseStatus.State.AWAY, failure.getMessage());
            LOG.warn("database away database=\"{}\" reason=\"{}\"", settings.description(), failure.getMessage());
        }
    }

    /** The first line of what the driver says: some append whole statements. */
    static String firstLine(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return message.lines().findFirst().orElse("unknown");
    }

    /** Connections of the pool. Blocks as JDBC does, and throws {@link IllegalStateException} on an event loop. */
    public DataSource dataSource() {
        return new FactoryDataSource(connections);
    }

    /** The threads for JDBC: as many as there are connections, and a bounded queue. */
    public ExecutorService executor() {
        return executor;
    }

    /** What logs and errors call the database; without secrets. */
    public String description() {
        return settings.description();
    }

    /** How the last call went. */
    public DatabaseStatus status() {
        return status;
    }

    /** Connections in use; 0 before the first. */
    public int activeConnections() {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        return bean == null ? 0 : bean.getActiveConnections();
    }

    /** Calls that wait for a thread. */
    public int waitingCalls() {
        return executor.getQueue().size();
    }

    /** Ends running calls, closes the pool and with it an embedded database. Blocks for a moment; not on an event loop. */
    @Override
    public void close() {
        migrations.close();
        executor.shutdownNow();
        pool.close();
    }

    /** What a {@link #call} does with its connection. */
    @FunctionalInterface
    public interface Work<T> {
        T run(Handle handle) throws SQLException;
    }
}
