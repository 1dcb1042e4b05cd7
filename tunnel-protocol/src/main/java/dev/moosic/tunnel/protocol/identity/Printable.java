package dev.moosic.tunnel.protocol.identity;

/** Makes text of unknown origin fit for an error message: short, and free of control characters. */
final class Printable {
    private static final int MAX_SHOWN = 80;

    private Printable() {}

    static String shorten(String text) {
        String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
        return shown.replaceAll("[^\\x20-\\x7e…]", "?");
    }
}
