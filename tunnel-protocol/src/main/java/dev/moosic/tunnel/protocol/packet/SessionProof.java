package dev.moosic.tunnel.protocol.packet;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Shows that whoever says {@code LANE} or {@code RESUME} is who opened the session, section 5. */
public final class SessionProof {
    private static final String ALGORITHM = "HmacSHA256";

    private SessionProof() {}

    /**
     * The member {@code proof} of a hello with these members.
     *
     * @param secret as in the {@code ServerHello} of the session: base64url
     */
    public static String of(
            String secret, ClientHello.Intent intent, String session, int lane, long generation, long received) {
        String text = intent + "\n" + session + "\n" + Integer.toUnsignedString(lane) + "\n"
                + Long.toUnsignedString(generation) + "\n" + Long.toUnsignedString(received);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(secret), ALGORITHM));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is part of every JDK", e);
        }
    }

    /** Whether {@code hello} carries the proof that {@code secret} gives; takes the same time whatever it carries. */
    public static boolean matches(String secret, ClientHello hello) {
        @Nullable String proof = hello.proof();
        if (proof == null || hello.intent() == null || hello.session() == null) {
            return false;
        }
        String expected =
                of(secret, hello.intent(), hello.session(), hello.lane(), hello.generation(), hello.received());
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), proof.getBytes(StandardCharsets.UTF_8));
    }
}
