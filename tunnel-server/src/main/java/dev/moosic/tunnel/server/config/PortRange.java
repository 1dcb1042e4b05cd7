package dev.moosic.tunnel.server.config;

/**
 * TCP ports from {@code first} to {@code last}, both included.
 *
 * @param first 1 … 65535
 * @param last {@code first} … 65535
 */
public record PortRange(int first, int last) {
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if a bound is no port, or the bounds are the wrong way round */
    public PortRange {
        if (first < 1 || last > MAX_PORT || first > last) {
            throw new IllegalArgumentException("\"" + first + "-" + last
                    + "\" is not a range of ports: expected FIRST-LAST with 1 ≤ FIRST ≤ LAST ≤ " + MAX_PORT
                    + ", such as 20000-20999");
        }
    }

    /**
     * Reads {@code FIRST-LAST}, or one port.
     *
     * @throws IllegalArgumentException if {@code text} is neither
     */
    public static PortRange parse(String text) {
        String[] parts = text.strip().split("-", 2);
        try {
            int first = Integer.parseInt(parts[0].strip());
            return new PortRange(first, parts.length == 1 ? first : Integer.parseInt(parts[1].strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a range of ports: expected FIRST-LAST, such as 20000-20999", e);
        }
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    /** How many ports there are. */
    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
