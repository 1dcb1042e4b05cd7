package dev.moosic.tunnel.server.observe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One line of {@code key=value} fields. Values that a stranger chose cannot break out of their field or line. */
final class LogLine {
    /** Longer values are cut. */
    static final int MAX_VALUE_CHARS = 512;

    private final StringBuilder line = new StringBuilder(256);

    LogLine(String type) {
        line.append("type=").append(type);
    }

    /** A null value is written as {@code -}. */
    LogLine with(String key, @Nullable Object value) {
        line.append(' ').append(key).append('=');
        appendValue(value == null ? "-" : value.toString());
        return this;
    }

    LogLine with(String key, long value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** In milliseconds, to a tenth. */
    LogLine withMillis(String key, @Nullable Duration value) {
        line.append(' ').append(key).append('=');
        if (value == null) {
            line.append('-');
        } else {
            long tenths = (value.toNanos() + 50_000) / 100_000;
            line.append(tenths / 10).append('.').append(tenths % 10);
        }
        return this;
    }

    private void appendValue(String value) {
        boolean cut = value.length() > MAX_VALUE_CHARS;
        String shown = cut ? value.substring(0, MAX_VALUE_CHARS) : value;
        if (!cut && isPlain(shown)) {
            line.append(shown);
            return;
        }
        line.append('"');
        for (int i = 0; i < shown.length(); i++) {
            appendQuoted(shown.charAt(i));
        }
        line.append(cut ? "…\"" : "\"");
    }

    private void appendQuoted(char c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
        } else if (Character.isISOControl(c) || Character.isSurrogate(c) || c > '~') {
            line.append(String.format("\\u%04x", (int) c));
        } else {
            line.append(c);
        }
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isPlain(value.charAt(i))) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static boolean isPlain(char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '\\' && c != '=';
    }

    @Override
    public String toString() {
        return line.toString();
    }
}
