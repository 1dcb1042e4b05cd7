package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.ClientLimits;
import dev.moosic.tunnel.server.config.ConnectionLimits;
import dev.moosic.tunnel.server.config.HttpSettings;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that bound what others can make the server hold. Their defaults suit most. */
final class LimitOptions {
    @Option(
            names = "--max-clients",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Connected clients at once. Default: ${DEFAULT-VALUE}")
    int clients;

    @Option(
            names = "--max-streams",
            paramLabel = "N",
            defaultValue = "16384",
            description = "Live streams of one client, if its grants do not say. Default: ${DEFAULT-VALUE}")
    int streams;

    @Option(
            names = "--client-up",
            paramLabel = "RATE",
            converter = ByteRates.class,
            description = "Bytes a second from one client, such as 10MB/s, if its grants do not say. Default: no limit")
    long clientUp;

    @Option(
            names = "--client-down",
            paramLabel = "RATE",
            converter = ByteRates.class,
            description = "Bytes a second to one client, such as 10MB/s, if its grants do not say. Default: no limit")
    long clientDown;

    @Option(
            names = "--client-requests",
            paramLabel = "N",
            description = "HTTP requests a second for one client, if its grants do not say; further ones are answered "
                    + "429. Default: no limit")
    int clientRequests;

    @Option(
            names = "--max-port-connections",
            paramLabel = "N",
            defaultValue = "16384",
            description = "Live connections to one remote port. Default: ${DEFAULT-VALUE}")
    int portConnections;

    @Option(
            names = "--max-address-connections",
            paramLabel = "N",
            defaultValue = "4096",
            description = "Live connections of one public address to all remote ports. Default: ${DEFAULT-VALUE}")
    int addressConnections;

    @Option(
            names = "--max-unauthenticated",
            paramLabel = "N",
            defaultValue = "64",
            description = "Control connections of one address that have not said who they are. "
                    + "Default: ${DEFAULT-VALUE}")
    int unauthenticated;

    @Option(
            names = "--reconnect-wait",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long a new stream waits for a client that is reconnecting. Default: ${DEFAULT-VALUE}")
    Duration reconnectWait = Duration.ZERO;

    @Option(
            names = "--max-request-line",
            paramLabel = "BYTES",
            defaultValue = "8192",
            description = "Longest HTTP request line; a longer one is answered 414. Default: ${DEFAULT-VALUE}")
    int requestLine;

    @Option(
            names = "--max-header",
            paramLabel = "BYTES",
            defaultValue = "16384",
            description = "Longest HTTP header section; a longer one is answered 431. Default: ${DEFAULT-VALUE}")
    int header;

    @Option(
            names = "--head-timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = Durations.class,
            description = "A request head has to be here by then, else 408. Default: ${DEFAULT-VALUE}")
    Duration headTimeout = Duration.ZERO;

    @Option(
            names = "--body-stall",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = Durations.class,
            description = "A request body may pause this long, else 408. Default: ${DEFAULT-VALUE}")
    Duration bodyStall = Duration.ZERO;

    @Option(
            names = "--response-head-timeout",
            paramLabel = "TIME",
            defaultValue = "60s",
            converter = Durations.class,
            description = "The local service has to answer by then, else 504; bodies have no limit of time. "
                    + "Default: ${DEFAULT-VALUE}")
    Duration responseHeadTimeout = Duration.ZERO;

    @Option(
            names = "--max-blocking",
            paramLabel = "BYTES",
            defaultValue = "1073741824",
            description =
                    "Longest answer gathered for X-Tunnel-Delivery: blocking, else 502. " + "Default: ${DEFAULT-VALUE}")
    long blocking;

    @Option(
            names = "--max-blocking-memory",
            paramLabel = "BYTES",
            defaultValue = "1048576",
            description = "A gathered answer longer than this goes to a file. Default: ${DEFAULT-VALUE}")
    int blockingMemory;

    @Option(
            names = "--max-http-connections",
            paramLabel = "N",
            defaultValue = "1024",
            description = "Live HTTP connections of one public address. Default: ${DEFAULT-VALUE}")
    int httpConnections;

    @Option(
            names = "--trusted-proxies",
            paramLabel = "CIDR",
            split = ",",
            description = "Networks of proxies in front of this server, whose X-Forwarded-For is believed. "
                    + "Default: none")
    List<String> trustedProxies = List.of();

    ConnectionLimits connections() {
        return new ConnectionLimits(
                new ClientLimits(streams, clientUp, clientDown, clientRequests),
                portConnections,
                addressConnections,
                unauthenticated,
                clients,
                reconnectWait);
    }

    HttpSettings http() {
        return new HttpSettings(
                requestLine,
                header,
                headTimeout,
                bodyStall,
                responseHeadTimeout,
                blocking,
                blockingMemory,
                httpConnections,
                trustedProxies);
    }
}
