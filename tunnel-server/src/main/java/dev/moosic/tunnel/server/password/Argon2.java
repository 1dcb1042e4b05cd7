package dev.moosic.tunnel.server.password;

import dev.moosic.tunnel.protocol.identity.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Checks a password against its hash; takes the memory that the hash names, and gives it back. Tens of milliseconds: never
 * on an event loop.
 */
final class Argon2 {
    private Argon2() {}

    static boolean matches(PasswordHash expected, String password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(expected.memoryKib())
                .withIterations(expected.iterations())
                .withParallelism(expected.parallelism())
                .withSalt(expected.salt())
                .build());
        byte[] found = new byte[expected.hash().length];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), found);
        return MessageDigest.isEqual(found, expected.hash());
    }
}
