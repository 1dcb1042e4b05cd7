package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.PasswordHash;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A user name and password as RFC 7617 sends them, in UTF-8, both brought to Unicode's form C.
 *
 * @param password at most {@link PasswordHash#MAX_PASSWORD} characters
 */
record BasicCredential(String name, String password) {
    private static final String SCHEME = "Basic ";

    /** Longer ones are nobody's. */
    private static final int MAX_FIELD = 2_048;

    static boolean isIn(String authorization) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** @return null: the field breaks RFC 7617, or is longer than any that could be right */
    static @Nullable BasicCredential parse(String authorization) {
        if (!isIn(authorization) || authorization.length() > MAX_FIELD) {
            return null;
        }
        try {
            byte[] bytes = Base64.getDecoder()
                    .decode(authorization.substring(SCHEME.length()).strip());
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            int colon = text.indexOf(':');
            if (colon < 0 || text.codePoints().anyMatch(Character::isISOControl)) {
                return null;
            }
            String password = PasswordHash.normalized(text.substring(colon + 1));
            return password.isEmpty() || password.length() > PasswordHash.MAX_PASSWORD
                    ? null
                    : new BasicCredential(PasswordHash.normalized(text.substring(0, colon)), password);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "BasicCredential[…]";
    }
}
