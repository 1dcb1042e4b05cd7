package dev.moosic.tunnel.server.registry;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A live row of {@code connections}: its node's lease has not ended and nobody took the client over.
 *
 * @param nodeUrl how to reach the node; {@code null} if it takes no requests of others
 */
public record RegisteredConnection(
        String nodeId, @Nullable URI nodeUrl, String tunnelWsId, String instance, long epoch) {}
