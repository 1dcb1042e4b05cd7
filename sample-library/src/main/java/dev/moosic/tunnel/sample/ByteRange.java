package dev.moosic.tunnel.sample;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a {@code Range} field asks for, RFC 9110 section 14.2, measured against a file. */
sealed interface ByteRange {
    Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** No range, or one that may be ignored: malformed, of another unit, or several at once. */
    record Whole() implements ByteRange {}

    /** Both inclusive, as in {@code Content-Range}. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }
    }

    /** Beyond the file's end: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** @param length of the file, at least 1 byte */
    static ByteRange parse(@Nullable String field, long length) {
        Matcher range = SINGLE.matcher(field == null ? "" : field.trim());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return new Whole();
        }
        if (range.group(1).isEmpty()) {
            long suffix = Long.parseLong(range.group(2));
            return suffix == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - suffix), length - 1);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(range.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }
}
