package dev.moosic.tunnel.server.password;

import dev.moosic.tunnel.protocol.packet.BasicUser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What attempts are remembered by: HMAC-SHA-256 under a key that is this process's own, so that no password is kept. */
final class AttemptKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;

    AttemptKeys() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    /** @param hash that the password is compared with; null: the name is nobody's */
    ByteBuffer of(PasswordAttempt attempt, @Nullable String hash) {
        return hmac(
                attempt.client().value(),
                attempt.tunnel(),
                attempt.name(),
                attempt.password(),
                hash == null ? "" : hash);
    }

    /** Whose hash is computed for a name that is nobody's: always the same one's, so that its time tells nothing. */
    BasicUser standIn(PasswordAttempt attempt) {
        List<BasicUser> users = attempt.users();
        int chosen =
                hmac(attempt.client().value(), attempt.tunnel(), attempt.name()).getInt();
        return users.get(Math.floorMod(chosen, users.size()));
    }

    private ByteBuffer hmac(String... fields) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String field : fields) {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
                mac.update(bytes);
            }
            return ByteBuffer.wrap(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
