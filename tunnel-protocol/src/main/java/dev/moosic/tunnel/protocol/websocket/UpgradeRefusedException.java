package dev.moosic.tunnel.protocol.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** The server, or something before it, answered the upgrade with anything but a tunnel server's 101. */
public final class UpgradeRefusedException extends RuntimeException {
    private final int status;
    private final @Nullable Duration retryAfter;
    private final @Nullable Instant date;
    private final @Nullable String detail;

    /** @param detail what the server says of it, fit to be shown */
    UpgradeRefusedException(String message, HttpResponse response, @Nullable String detail) {
        super(detail == null ? message : message + ": " + detail, null, false, false);
        this.detail = detail;
        this.status = response.status().code();
        this.date = instant(response.headers().get(HttpHeaderNames.DATE));
        this.retryAfter = delay(response.headers().get(HttpHeaderNames.RETRY_AFTER), date);
    }

    /** The HTTP status; 101 if it was an upgrade, but not to the tunnel protocol. */
    public int status() {
        return status;
    }

    /** The {@code Retry-After} of the answer, if it had one; never negative. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** Whether the message ends with what the server itself said of it. */
    public boolean isExplained() {
        return detail != null;
    }

    /** The server's clock by the answer's {@code Date}, so that a wrong clock here can be named. */
    public @Nullable Instant date() {
        return date;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Seconds, or a date (RFC 9110 section 10.2.3), which is told against the server's own clock. */
    private static @Nullable Duration delay(@Nullable String text, @Nullable Instant now) {
        if (text == null) {
            return null;
        }
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Integer.parseInt(text));
        }
        Instant until = instant(text);
        if (until == null || now == null || until.isBefore(now)) {
            return null;
        }
        return Duration.between(now, until);
    }
}
