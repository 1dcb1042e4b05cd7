package dev.moosic.tunnel.server.config;

import java.time.Duration;
import java.util.List;

/**
 * The HTTP API's numbers.
 *
 * @param requestLineBytes longest request line, else 414
 * @param headerBytes longest header section, else 431
 * @param headTimeout a request head has to be here after this, else 408
 * @param bodyStall a request body may pause this long, else 408
 * @param responseHeadTimeout the local service has to answer after this, else 504; bodies have no limit of time
 * @param blockingBytes longest answer gathered for {@code X-Tunnel-Delivery: blocking}, else 502
 * @param blockingMemoryBytes past this a gathered answer goes to a file
 * @param connectionsPerAddress live API connections of one public address
 * @param trustedProxies networks (CIDR) whose forwarding headers are believed
 */
public record HttpSettings(
        int requestLineBytes,
        int headerBytes,
        Duration headTimeout,
        Duration bodyStall,
        Duration responseHeadTimeout,
        long blockingBytes,
        int blockingMemoryBytes,
        int connectionsPerAddress,
        List<String> trustedProxies) {

    public HttpSettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    public static HttpSettings defaults() {
        return new HttpSettings(
                8 * 1024,
                16 * 1024,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                1024L * 1024 * 1024,
                1024 * 1024,
                1_024,
                List.of());
    }
}
