package dev.moosic.tunnel.protocol.identity;

import java.util.regex.Pattern;

/** Limits requests to what lies below a path, in a way that no local service can read otherwise. Pure. */
public final class PathPrefix {
    /** Dot segments, and whatever a local service might decode or split into one; control characters; overlong UTF-8. */
    private static final Pattern AMBIGUOUS = Pattern.compile(
            "/\\.{1,2}(/|$)|//|[\\\\;]|%2e|%2f|%5c|%3b|%25|%[01][0-9a-f]|%7f|%c[01]|%e0%[89]|%f0%8",
            Pattern.CASE_INSENSITIVE);

    private PathPrefix() {}

    /**
     * Whether a path is the prefix or lies below it. A path that a local service might read in more than one way is not.
     *
     * @param path as on the wire, without the query
     */
    public static boolean covers(String prefix, String path) {
        return path.startsWith(prefix)
                && (path.length() == prefix.length() || prefix.endsWith("/") || path.charAt(prefix.length()) == '/')
                && !isAmbiguous(path);
    }

    /** Whether two readers of the path could differ in what it names. */
    public static boolean isAmbiguous(String path) {
        return AMBIGUOUS.matcher(path).find();
    }
}
