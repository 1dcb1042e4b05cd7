package dev.moosic.tunnel.protocol.audit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One line of {@code key=value} fields. Values that a stranger chose cannot break out of their field or line. */
public final class LogLine {
    /** Longer values are cut. */
    static final int MAX_VALUE_CHARS = 512;

    private final StringBuilder line = new StringBuilder(256);

    private LogLine(String key, String word) {
        line.append(key).append('=').append(word);
    }

    /** A line that begins with {@code type=}, a word of ours. */
    public static LogLine ofType(String type) {
        return new LogLine("type", type);
    }

    /** A line that begins with {@code event=}, a word of ours. */
    public static LogLine ofEvent(String event) {
        return new LogLine("event", event);
    }

    /** A null value is written as {@code -}. */
    public LogLine with(String key, @Nullable Object value) {
        line.append(' ').append(key).append('=');
        appendValue(value == null ? "-" : value.toString());
        return this;
    }

    public LogLine with(String key, long value) {
        line.append(' ').append(key).append('=').append(value);
        return this;
    }

    /** In milliseconds, to a tenth. */
    public LogLine withMillis(String key, @Nullable Duration value) {
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
