package dev.moosic.tunnel.server;

import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.OperatorCredential;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.node.RemoteAuthService;
import dev.moosic.tunnel.auth.node.RemoteAuthSettings;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.server.config.RemoteAuth;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.observe.ServerMetrics;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The auth service, embedded or elsewhere, and the certificates, which are this server's own either way.
 *
 * @param certificates complete when they can be used
 */
record AuthParts(ServerAuth auth, CompletableFuture<CertificateStore> certificates) {
    private static final String TRUST_FILE = "trust.json";

    /**
     * @param servers the public URLs, best first, as known at the moment of asking
     * @param pin see {@link AuthSettings#pin}
     * @param pollInterval how often an embedded one reads what other nodes on the database changed
     */
    static AuthParts open(
            ServerSettings settings,
            Database database,
            Supplier<List<URI>> servers,
            Supplier<@Nullable String> pin,
            OperatorCredential operator,
            Clock clock,
            Duration pollInterval,
            Audit audit) {
        RemoteAuth remote = settings.remoteAuth();
        if (remote == null) {
            AuthService embedded = AuthService.open(
                    AuthSettings.of(servers)
                            .withKeySeal(settings.keySeal())
                            .withKeyRotation(settings.keyRotation())
                            .withPollInterval(pollInterval)
                            .withOperator(operator)
                            .withPin(pin),
                    database,
                    clock,
                    audit);
            return new AuthParts(embedded, embedded.ready().thenApply(opened -> embedded.certificates()));
        }
        RemoteAuthService elsewhere = RemoteAuthService.start(
                new RemoteAuthSettings(
                        remote.url(),
                        remote.credential(),
                        servers,
                        pin,
                        operator,
                        settings.dataDirectory().resolve(TRUST_FILE)),
                clock);
        return new AuthParts(elsewhere, CertificateStore.open(database, settings.keySeal(), clock));
    }

    /** When tokens can be verified and certificates shown; fails if one of them never can be. */
    CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(auth.ready(), certificates);
    }

    /** Adds what there is to see of an auth service elsewhere. */
    void watchedBy(ServerMetrics metrics) {
        if (auth instanceof RemoteAuthService elsewhere) {
            metrics.watch(elsewhere::isAvailable);
        }
    }

    /** What {@link #ready} waits for. */
    @Nullable
    String awaited() {
        if (auth.ready().isDone()) {
            return certificates.isDone() ? null : "database";
        }
        return auth instanceof AuthService ? "database" : "auth service";
    }
}
