package dev.moosic.tunnel.client.control;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered to one HTTP request.
 *
 * @param date the server's clock, from the {@code Date} field
 * @param retryAfter from {@code Retry-After} in seconds; zero if absent
 * @param body at most 64 KiB; may hold a token, never logged
 */
public record HttpAnswer(int status, @Nullable Instant date, Duration retryAfter, String body) {
    @Override
    public String toString() {
        return "HttpAnswer[status=" + status + ", date=" + date + ", retryAfter=" + retryAfter + "]";
    }
}
