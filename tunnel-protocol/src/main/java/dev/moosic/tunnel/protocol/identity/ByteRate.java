package dev.moosic.tunnel.protocol.identity;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes a second as text: {@code 500kB/s}, {@code 10MB/s}, {@code 1GB/s} (powers of ten), {@code 64KiB/s} (of two). */
public final class ByteRate {
    /** Less than this carries nothing usable. */
    public static final long MIN = 1_000;

    /** More than this no wire carries. */
    public static final long MAX = 1_000_000_000_000L;

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,11})(B|kB|KB|MB|GB|KiB|MiB|GiB)/s");

    private ByteRate() {}

    /**
     * Reads what {@link #format} writes, and the other units.
     *
     * @throws IllegalArgumentException if it is no rate, or not from 1kB/s to 1000GB/s
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + Printable.shorten(text) + "\" is not a rate such as 500kB/s, 10MB/s or 64KiB/s");
        }
        long count = Long.parseLong(matcher.group(1));
        long unit = unit(matcher.group(2));
        if (count > MAX / unit || count * unit < MIN) {
            throw new IllegalArgumentException(
                    "\"" + Printable.shorten(text) + "\" is out of range: expected 1kB/s to 1000GB/s");
        }
        return count * unit;
    }

    /** In the largest decimal unit that needs no fraction. */
    public static String format(long bytesPerSecond) {
        if (bytesPerSecond % 1_000_000_000 == 0) {
            return bytesPerSecond / 1_000_000_000 + "GB/s";
        }
        if (bytesPerSecond % 1_000_000 == 0) {
            return bytesPerSecond / 1_000_000 + "MB/s";
        }
        return bytesPerSecond % 1_000 == 0 ? bytesPerSecond / 1_000 + "kB/s" : bytesPerSecond + "B/s";
    }

    private static long unit(String name) {
        return switch (name) {
            case "kB", "KB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1;
        };
    }
}
