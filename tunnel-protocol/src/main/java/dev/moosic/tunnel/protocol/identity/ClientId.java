package dev.moosic.tunnel.protocol.identity;

import java.util.regex.Pattern;

/**
 * Names one tunnel client; always taken from its token, never from what it says of itself.
 *
 * @param value 1–64 of {@code [A-Za-z0-9_-]}, beginning with a letter or digit; host names use it in lower case
 */
public record ClientId(String value) {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

    /** @throws IllegalArgumentException if {@code value} is not legal */
    public ClientId {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("client id \"" + Printable.shorten(value)
                    + "\" is not 1–64 letters, digits, '-' or '_' beginning with a letter or digit");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
