package dev.moosic.tunnel.server.config;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.KeySeal;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Everything a tunnel server is told, validated. One component for each option of {@code docs/operations.md}.
 *
 * @param listen the public port: control connections and the HTTP API
 * @param remotePorts the ports that tcp tunnels may have
 * @param dataDirectory identity, embedded database and admin credential; mode 0700
 * @param publicUrl how callers and clients reach the public port, if not by the address it is bound to
 * @param admin the admin listener
 * @param database a shared one, or the embedded one in {@code dataDirectory}
 * @param keySeal seals the private keys in the database; the same on every node
 * @param keyRotation a new signing key is made so often; null: only on demand
 * @param remoteAuth the auth service, if it is not the embedded one; then {@code keyRotation} does not matter
 * @param nodeUrl how other nodes reach this one
 * @param tls {@code null}: the public port speaks plain HTTP
 * @param eventLoops threads that move bytes, at least 1
 * @param drain how long running streams may take to finish after SIGTERM
 */
public record ServerSettings(
        ListenAddress listen,
        PortRange remotePorts,
        Path dataDirectory,
        @Nullable URI publicUrl,
        AdminSettings admin,
        DatabaseSettings database,
        KeySeal keySeal,
        @Nullable Duration keyRotation,
        @Nullable RemoteAuth remoteAuth,
        @Nullable URI nodeUrl,
        @Nullable TlsSettings tls,
        ConnectionLimits limits,
        HttpSettings http,
        int eventLoops,
        Duration drain) {

    public static final int DEFAULT_PORT = 8000;
    public static final PortRange DEFAULT_REMOTE_PORTS = new PortRange(20_000, 20_999);
    public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

    /** @throws IllegalArgumentException naming the option at fault */
    public ServerSettings {
        if (eventLoops < 1) {
            throw new IllegalArgumentException("--event-loops is " + eventLoops + ": expected at least 1");
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("--drain is " + drain + ": expected 0s or more");
        }
        if (keyRotation != null && keyRotation.compareTo(AuthSettings.MIN_KEY_ROTATION) < 0) {
            throw new IllegalArgumentException("--key-rotation is " + keyRotation
                    + ": expected 1d or more, or 0d for never, since every key stays published for three months");
        }
        if (publicUrl != null
                && (publicUrl.getHost() == null
                        || !("http".equals(publicUrl.getScheme()) || "https".equals(publicUrl.getScheme())))) {
            throw new IllegalArgumentException(
                    "--public-url is \"" + publicUrl + "\": expected http://HOST[:PORT] or https://HOST[:PORT]");
        }
        if (tls != null && publicUrl != null && "http".equals(publicUrl.getScheme())) {
            throw new IllegalArgumentException("--public-url is \"" + publicUrl
                    + "\", but the public port speaks TLS: expected https://HOST[:PORT], or --plain");
        }
    }

    /** The same with an auth service elsewhere. */
    public ServerSettings withRemoteAuth(RemoteAuth auth) {
        return new ServerSettings(
                listen,
                remotePorts,
                dataDirectory,
                publicUrl,
                admin,
                database,
                keySeal,
                keyRotation,
                auth,
                nodeUrl,
                tls,
                limits,
                http,
                eventLoops,
                drain);
    }

    /** Settings for a server in one process, as tests and the demo want it: loopback, free ports, all defaults. */
    public static ServerSettings onLoopback(Path dataDirectory) {
        return new ServerSettings(
                new ListenAddress("127.0.0.1", 0),
                DEFAULT_REMOTE_PORTS,
                dataDirectory,
                null,
                AdminSettings.onLoopback(),
                DatabaseSettings.embedded(dataDirectory),
                KeySeal.NONE,
                AuthSettings.KEY_ROTATION,
                null,
                null,
                null,
                ConnectionLimits.defaults(),
                HttpSettings.defaults(),
                Math.max(2, Runtime.getRuntime().availableProcessors()),
                DEFAULT_DRAIN);
    }
}
