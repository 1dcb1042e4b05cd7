package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ConfigLayer;
import dev.moosic.tunnel.client.config.LogLevel;
import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that http, tcp, run and check share. */
final class ClientOptions {
    @Option(
            names = "--invite",
            paramLabel = "LINE",
            description =
                    "The line that \"tunnel-server invite\" printed. Needed once; the identity is then in --data.")
    @Nullable
    String invite;

    @Option(
            names = "--server",
            paramLabel = "URL",
            split = ",",
            converter = Converters.Server.class,
            description = "Where the server is, such as https://tunnel.example.com; instead of the invite's address. "
                    + "Several times: a session with each.")
    @Nullable
    List<ServerAddress> servers;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where this client's identity is kept. Default: ~/.moosic-tunnel")
    @Nullable
    Path data;

    @Option(
            names = "--proxy",
            paramLabel = "URL",
            converter = Converters.Proxy.class,
            description = "Dial out through http://[user:password@]host:port (CONNECT) or socks5://host:port. "
                    + "Default: HTTPS_PROXY, unless NO_PROXY lists the server.")
    @Nullable
    ProxyAddress proxy;

    @Option(names = "--insecure", description = "Allow a server without TLS that is not on this machine.")
    @Nullable
    Boolean insecure;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Certificate (PEM) to show a server that asks for one, read again when it changes. Needs --tls-key.")
    @Nullable
    Path tlsCertificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Private key (PEM, PKCS#8) of --tls-cert.")
    @Nullable
    Path tlsKey;

    @Option(
            names = "--mask",
            paramLabel = "auto|zero|random",
            converter = Converters.MaskKey.class,
            description = "Masking key of WebSocket frames. auto (default): zero under TLS, else random.")
    @Nullable
    Mask mask;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            converter = Converters.Level.class,
            description = "error, warn (default), info or debug; logs go to stderr.")
    @Nullable
    LogLevel logLevel;

    ConfigLayer layer() {
        return new ConfigLayer(servers, invite, data, proxy, insecure, tlsCertificate, tlsKey, mask, logLevel);
    }
}
