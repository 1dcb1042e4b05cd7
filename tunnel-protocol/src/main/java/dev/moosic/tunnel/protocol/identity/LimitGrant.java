package dev.moosic.tunnel.protocol.identity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grants that say how much: {@code streams:N}, {@code up:RATE}, {@code down:RATE}, {@code requests:N/s}. */
final class LimitGrant {
    static final String FORMS = "streams:100, up:10MB/s, down:500kB/s or requests:50/s";

    private static final int MAX_COUNT = 1_000_000;

    private LimitGrant() {}

    static boolean isOne(String grant) {
        return kind(grant) != null;
    }

    private static @Nullable String kind(String grant) {
        int colon = grant.indexOf(':');
        String kind = colon < 0 ? "" : grant.substring(0, colon);
        return switch (kind) {
            case "streams", "up", "down", "requests" -> kind;
            default -> null;
        };
    }

    /**
     * {@code limits} with what {@code grant} says.
     *
     * @throws IllegalArgumentException if it is malformed, or its kind was said before
     */
    static ClientLimits add(ClientLimits limits, String grant) {
        String kind = String.valueOf(kind(grant));
        String value = grant.substring(kind.length() + 1);
        try {
            return switch (kind) {
                case "streams" ->
                    new ClientLimits(
                            once(limits.streams(), count(value)),
                            limits.upBytes(),
                            limits.downBytes(),
                            limits.requests());
                case "up" ->
                    new ClientLimits(
                            limits.streams(),
                            once(limits.upBytes(), ByteRate.parse(value)),
                            limits.downBytes(),
                            limits.requests());
                case "down" ->
                    new ClientLimits(
                            limits.streams(),
                            limits.upBytes(),
                            once(limits.downBytes(), ByteRate.parse(value)),
                            limits.requests());
                default ->
                    new ClientLimits(
                            limits.streams(),
                            limits.upBytes(),
                            limits.downBytes(),
                            once(limits.requests(), perSecond(value)));
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "grant \"" + Printable.shorten(grant) + "\": " + e.getMessage() + "; expected " + FORMS, e);
        }
    }

    /** In canonical order. */
    static List<String> toList(ClientLimits limits) {
        List<String> list = new ArrayList<>();
        if (limits.streams() > 0) {
            list.add("streams:" + limits.streams());
        }
        if (limits.upBytes() > 0) {
            list.add("up:" + ByteRate.format(limits.upBytes()));
        }
        if (limits.downBytes() > 0) {
            list.add("down:" + ByteRate.format(limits.downBytes()));
        }
        if (limits.requests() > 0) {
            list.add("requests:" + limits.requests() + "/s");
        }
        return list;
    }

    private static int once(int before, int now) {
        return (int) once((long) before, now);
    }

    private static long once(long before, long now) {
        if (before != 0 && before != now) {
            throw new IllegalArgumentException("said twice, with different values");
        }
        return now;
    }

    private static int perSecond(String value) {
        if (!value.endsWith("/s")) {
            throw new IllegalArgumentException("not a number a second such as 50/s");
        }
        return count(value.substring(0, value.length() - 2));
    }

    private static int count(String digits) {
        boolean number =
                !digits.isEmpty() && digits.length() <= 7 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int count = number ? Integer.parseInt(digits) : 0;
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("not a number from 1 to " + MAX_COUNT);
        }
        return count;
    }
}
