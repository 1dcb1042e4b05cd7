package dev.moosic.tunnel.protocol.identity;

/**
 * Names one tunnel client; always taken from its token, never from what it says of itself.
 *
 * @param value 1–64 of {@code [A-Za-z0-9_-]}, beginning with a letter or digit; host names use it in lower case
 */
public record ClientId(String value) {
    private static final int MAX_LENGTH = 64;

    /** @throws IllegalArgumentException if {@code value} is not legal */
    public ClientId {
        if (!isLegal(value)) {
            throw new IllegalArgumentException("client id \"" + Printable.shorten(value)
                    + "\" is not 1–64 letters, digits, '-' or '_' beginning with a letter or digit");
        }
    }

    private static boolean isLegal(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letterOrDigit = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letterOrDigit && (i == 0 || c != '-' && c != '_')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
