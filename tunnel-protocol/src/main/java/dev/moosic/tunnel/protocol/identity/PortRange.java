package dev.moosic.tunnel.protocol.identity;

/**
 * Remote ports, both ends included.
 *
 * @param first 1 … 65535
 * @param last {@code first} … 65535
 */
public record PortRange(int first, int last) implements Comparable<PortRange> {
    static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if an end is out of range, or the ends are in the wrong order */
    public PortRange {
        if (first < 1 || last > MAX_PORT || first > last) {
            throw new IllegalArgumentException(
                    "port range " + first + "-" + last + " is not within 1-65535 with the lower port first");
        }
    }

    /**
     * Reads {@code 22022} or {@code 20000-20099}.
     *
     * @throws IllegalArgumentException if {@code text} is neither
     */
    public static PortRange parse(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? new PortRange(port(text, text), port(text, text))
                : new PortRange(port(text, text.substring(0, dash)), port(text, text.substring(dash + 1)));
    }

    private static int port(String whole, String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "\"" + Printable.shorten(whole) + "\" is neither a port like 22022 nor a range like 20000-20099");
        }
        return Integer.parseInt(digits);
    }

    /** Whether {@code port} lies within. */
    public boolean contains(int port) {
        return first <= port && port <= last;
    }

    @Override
    public int compareTo(PortRange other) {
        int byFirst = Integer.compare(first, other.first);
        return byFirst != 0 ? byFirst : Integer.compare(last, other.last);
    }

    /** What {@link #parse} reads. */
    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + "-" + last;
    }
}
