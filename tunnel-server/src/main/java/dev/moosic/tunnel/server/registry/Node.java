package dev.moosic.tunnel.server.registry;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel server process.
 *
 * @param id random at each process start
 * @param url how other nodes reach it; {@code null} where there are none
 */
public record Node(String id, @Nullable URI url) {}
