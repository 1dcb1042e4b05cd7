package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.KeySeal;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.server.config.AdminSettings;
import dev.moosic.tunnel.server.config.ConfigException;
import dev.moosic.tunnel.server.config.ListenAddress;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.config.TlsFiles;
import dev.moosic.tunnel.server.config.TlsSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a server that runs. */
final class ServerOptions {
    private static final String KEY_VARIABLE = "TUNNEL_KEY_SECRET";
    private static final int ACME_PORT = 443;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Address of the public port and the remote ports. Default: ${DEFAULT-VALUE} (all)")
    private String bind = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The public port, for clients and the HTTP API; 0 chooses one. Also PORT. "
                    + "Default: 8000, with --acme 443")
    private @Nullable Integer port;

    @Option(
            names = "--remote-ports",
            paramLabel = "FIRST-LAST",
            defaultValue = "20000-20999",
            converter = PortRanges.class,
            description = "Ports for tcp tunnels that do not ask for one. Default: ${DEFAULT-VALUE}")
    private PortRange remotePorts = ServerSettings.DEFAULT_REMOTE_PORTS;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "How the public port is reached, such as https://tunnel.example.com. "
                    + "Default: the address that a client dialled")
    private @Nullable URI publicUrl;

    @Option(
            names = "--admin-bind",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:0",
            converter = ListenAddresses.class,
            description = "The admin listener: admin API and metrics; beyond loopback it speaks TLS. "
                    + "Default: ${DEFAULT-VALUE} (a free port)")
    private ListenAddress admin = new ListenAddress("127.0.0.1", 0);

    @Option(
            names = "--admin-plain",
            description = "Speak plain HTTP on --admin-bind beyond loopback too: only behind a TLS proxy")
    private boolean adminPlain;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Certificate and chain (PEM), read again when it changes. Needs --tls-key. Default: "
                    + "a certificate of the server's own authority, which invites pin; on loopback none, plain HTTP")
    private @Nullable Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key (PEM, unencrypted) of --tls-cert")
    private @Nullable Path tlsKey;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Refuse control connections without a client certificate of this authority (PEM), "
                    + "read again when it changes")
    private @Nullable Path tlsClientAuthority;

    @Option(names = "--plain", description = "Speak plain HTTP on the public port: only behind a TLS proxy")
    private boolean plain;

    @Mixin
    private AcmeOptions acme = new AcmeOptions();

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "File with a random secret (openssl rand -base64 48), under which private keys are sealed in the "
                            + "database; the same on every node; also " + KEY_VARIABLE
                            + ". Default: none, whoever reads the database has them")
    private @Nullable Path keyFile;

    @Option(
            names = "--key-rotation",
            paramLabel = "TIME",
            converter = Durations.class,
            description =
                    "A new signing key is made so often, also with rotate-keys; 0d: only with that. " + "Default: 30d")
    private @Nullable Duration keyRotation;

    @Mixin
    private AuthOptions auth = new AuthOptions();

    @Option(
            names = "--node-url",
            paramLabel = "URL",
            description = "How other nodes of a cluster reach this one. Default: none, a node alone")
    private @Nullable URI nodeUrl;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            description = "Threads that move bytes. Default: one a processor, at least 2")
    private int eventLoops = Math.max(2, Runtime.getRuntime().availableProcessors());

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = Durations.class,
            description = "How long running streams may finish after SIGTERM. Default: ${DEFAULT-VALUE}")
    private Duration drain = ServerSettings.DEFAULT_DRAIN;

    Path dataDirectory() {
        return data.directory();
    }

    /** @throws IllegalArgumentException or {@link ConfigException} naming the option at fault */
    ServerSettings toSettings(LimitOptions limits) {
        ListenAddress listen = new ListenAddress(bind, publicPort());
        TlsSettings tls = tls(listen);
        return new ServerSettings(
                listen,
                remotePorts,
                data.directory(),
                publicUrl(listen),
                new AdminSettings(admin, adminPlain),
                database.toSettings(data.directory()),
                keySeal(),
                keyRotation(),
                auth.toSettings(keyRotation != null),
                nodeUrl,
                tls,
                limits.connections(),
                limits.http(),
                eventLoops,
                drain);
    }

    private @Nullable Duration keyRotation() {
        Duration interval = keyRotation == null ? AuthSettings.KEY_ROTATION : keyRotation;
        return interval.isZero() ? null : interval;
    }

    private KeySeal keySeal() {
        try {
            return KeySeal.from(keyFile, KEY_VARIABLE);
        } catch (IOException e) {
            throw new ConfigException("the secret of --key-file cannot be used: " + e.getMessage());
        }
    }

    private int publicPort() {
        if (port != null) {
            return port;
        }
        return acme.isUsed() ? ACME_PORT : ServerSettings.DEFAULT_PORT;
    }

    /** Whoever has a certificate for a name wants to be reached by it. */
    private @Nullable URI publicUrl(ListenAddress listen) {
        if (publicUrl != null || !acme.isUsed() || listen.port() == 0) {
            return publicUrl;
        }
        String first = acme.firstDomain();
        return URI.create("https://" + first + (listen.port() == ACME_PORT ? "" : ":" + listen.port()));
    }

    /** Plain HTTP is for loopback, where nobody listens in, and for who asks for it. */
    private @Nullable TlsSettings tls(ListenAddress listen) {
        TlsFiles files = tlsFiles();
        boolean asked = files != null || tlsClientAuthority != null || acme.isUsed();
        if (plain && asked) {
            throw new ConfigException(
                    "--plain excludes --tls-cert, --tls-client-ca and --acme: leave one or the other out");
        }
        if (files != null && acme.isUsed()) {
            throw new ConfigException("--tls-cert and --acme exclude each other: leave one of them out");
        }
        if (plain || (!asked && listen.resolve().getAddress().isLoopbackAddress())) {
            return null;
        }
        return new TlsSettings(files, acme.toSettings(), tlsClientAuthority);
    }

    private @Nullable TlsFiles tlsFiles() {
        if (tlsCertificate == null && tlsKey == null) {
            return null;
        }
        if (tlsCertificate == null || tlsKey == null) {
            throw new ConfigException("--tls-cert and --tls-key are needed together: only "
                    + (tlsKey == null ? "--tls-cert" : "--tls-key") + " is given");
        }
        return new TlsFiles(tlsCertificate, tlsKey);
    }
}
