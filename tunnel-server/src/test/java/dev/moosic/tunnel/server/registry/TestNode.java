package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A node of its own over a shared database: its heart beats when the test says so, on the test's clock. */
final class TestNode implements AutoCloseable {
    final Node node;
    final Database database;
    final FaultyConnections connections = new FaultyConnections();
    final ReconcilingConnectionRegistry registry;
    final List<Claim> superseded = new CopyOnWriteArrayList<>();
    final AtomicLong nanoTime = new AtomicLong(1);

    TestNode(DatabaseSettings settings, String id) throws Exception {
        node = new Node(id, URI.create("ws://" + id + ".example"));
        database = Database.open(settings, connections::over);
        CompletableFuture<Void> migrated = database.migrate("db/registry", "registry_history");
        registry = new ReconcilingConnectionRegistry(database, migrated, node, superseded::add, nanoTime::get);
        migrated.get(60, TimeUnit.SECONDS);
    }

    void beat() throws Exception {
        registry.renew().get(10, TimeUnit.SECONDS);
    }

    void pass(long seconds) {
        nanoTime.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** How many rows the statement touched. */
    int execute(String sql, Object... arguments) throws Exception {
        return get(database.call(handle -> handle.execute(sql, arguments)));
    }

    @Override
    public void close() {
        connections.down(false);
        connections.letGo();
        registry.close();
        database.close();
    }
}
