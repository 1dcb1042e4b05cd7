package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, for the access log and the metrics.
 *
 * @param tunnel the tunnel's name; null if the request did not get that far
 * @param caller the subject as authenticated; null if it was not
 * @param address where the caller is, without port
 * @param path without the query, which may hold secrets
 * @param status of the response; 0 if there was none
 * @param outcome {@code ok}, or one of a few words for what ended it, such as {@code caller_gone}
 * @param bytesFromCaller of the body; after an upgrade of everything
 * @param bytesToCaller of the body; after an upgrade of everything
 * @param timeToFirstByte from the request's head to the response's; null if there was none
 * @param reused whether a kept-alive connection to the local service served it
 */
public record ExchangeReport(
        ClientId client,
        @Nullable String tunnel,
        @Nullable String caller,
        String address,
        String method,
        String path,
        int status,
        String outcome,
        long bytesFromCaller,
        long bytesToCaller,
        @Nullable Duration timeToFirstByte,
        Duration total,
        boolean reused) {}
