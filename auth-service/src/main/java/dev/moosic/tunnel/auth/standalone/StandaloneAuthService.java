package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthEndpoints;
import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.auth.node.NodeCredential;
import dev.moosic.tunnel.auth.node.NodeGate;
import dev.moosic.tunnel.auth.observe.ProgramMetrics;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Database, auth service and HTTP server, wired together. */
final class StandaloneAuthService implements AutoCloseable {
    private final Database database;
    private final AuthService auth;
    private final AuthHttpServer server;
    private final ProgramMetrics metrics;

    private StandaloneAuthService(Database database, AuthService auth, AuthHttpServer server, ProgramMetrics metrics) {
        this.database = database;
        this.auth = auth;
        this.server = server;
        this.metrics = metrics;
    }

    /**
     * Listens at once; answers 503 until the database is open.
     *
     * @param settings given the program's own URL
     * @param nodes what tunnel servers of another database show; null: there are none
     * @throws IOException if the address cannot be listened on
     */
    static StandaloneAuthService start(
            InetSocketAddress address,
            DatabaseSettings databaseSettings,
            Function<URI, AuthSettings> settings,
            @Nullable NodeCredential nodes,
            Clock clock)
            throws IOException {
        Database database = Database.open(databaseSettings);
        AuthHttpServer server;
        try {
            server = AuthHttpServer.bind(
                    address, nodes == null ? AuthEndpoints.MAX_BODY_BYTES : NodeGate.MAX_BODY_BYTES);
        } catch (IOException e) {
            database.close();
            throw e;
        }
        ProgramMetrics metrics = new ProgramMetrics();
        Audit audit = Audit.both(new AuditLog(), metrics.audit());
        AuthSettings authSettings = settings.apply(server.url());
        AuthService auth = AuthService.open(authSettings, database, clock, audit);
        AuthHandler endpoints = nodes == null
                ? auth.endpoints()
                : new NodeGate(auth, nodes, () -> database.status().isAvailable(), clock, audit);
        HealthEndpoints all = new HealthEndpoints(
                auth, new MetricsEndpoint(authSettings.operator(), metrics::scrape, endpoints, clock, audit), database);
        metrics.watchReadiness(all::isReady);
        metrics.watch(database);
        server.serve(all);
        return new StandaloneAuthService(database, auth, server, metrics);
    }

    AuthService auth() {
        return auth;
    }

    URI url() {
        return server.url();
    }

    /** Stops listening, lets what is being answered finish, closes the database. Blocks for at most a few seconds. */
    @Override
    public void close() {
        server.close();
        auth.close();
        database.close();
        metrics.close();
    }
}
