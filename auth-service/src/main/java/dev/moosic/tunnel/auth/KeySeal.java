package dev.moosic.tunnel.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals private keys before they go into the database (AES-256-GCM, bound to the key's name), so that a copy of the
 * database alone cannot sign. Without a secret, {@link #NONE} stores them as they are: then whoever reads the database can.
 */
public final class KeySeal {
    /** Stores keys as they are. */
    public static final KeySeal NONE = new KeySeal(null);

    private static final String PLAIN = "plain:";
    private static final String SEALED = "aes256gcm:";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int MIN_SECRET_CHARS = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable SecretKeySpec key;

    private KeySeal(@Nullable SecretKeySpec key) {
        this.key = key;
    }

    /**
     * Seals under a secret, which every node on the same database must be given.
     *
     * @param secret random text of at least 32 characters, such as {@code openssl rand -base64 48} prints
     * @throws IllegalArgumentException if it is shorter
     */
    public static KeySeal under(String secret) {
        String trimmed = secret.strip();
        if (trimmed.length() < MIN_SECRET_CHARS) {
            throw new IllegalArgumentException("the key secret has " + trimmed.length() + " characters, but at least "
                    + MIN_SECRET_CHARS + " random ones are needed: make it with openssl rand -base64 48");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(trimmed.getBytes(StandardCharsets.UTF_8));
            return new KeySeal(new SecretKeySpec(digest, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Seals under the secret that a file holds or, without one, under that of the environment; without either not at all.
     *
     * @param variable of the environment
     * @throws IOException saying which of the two cannot be used
     */
    public static KeySeal from(@Nullable Path file, String variable) throws IOException {
        if (file != null) {
            return fromFile(file);
        }
        String secret = System.getenv(variable);
        try {
            return secret == null ? NONE : under(secret);
        } catch (IllegalArgumentException e) {
            throw new IOException(variable + ": " + e.getMessage(), e);
        }
    }

    private static KeySeal fromFile(Path file) throws IOException {
        try {
            return under(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    String seal(String kid, byte[] privateKey) {
        if (key == null) {
            return PLAIN + Base64.getEncoder().encodeToString(privateKey);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, key, kid, nonce, privateKey);
        byte[] both = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, both, nonce.length, sealed.length);
        return SEALED + Base64.getEncoder().encodeToString(both);
    }

    /** @throws UnreadableKeyException if the key was sealed under another secret, or under one and none is given */
    byte[] open(String kid, String stored) {
        if (stored.startsWith(PLAIN)) {
            return Base64.getDecoder().decode(stored.substring(PLAIN.length()));
        }
        if (key == null) {
            throw new UnreadableKeyException(
                    "private key " + kid + " is sealed: give the secret that it was sealed under, with --key-file");
        }
        byte[] both = Base64.getDecoder().decode(stored.substring(SEALED.length()));
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        return crypt(Cipher.DECRYPT_MODE, key, kid, nonce, Arrays.copyOfRange(both, NONCE_BYTES, both.length));
    }

    private static byte[] crypt(int mode, SecretKeySpec key, String kid, byte[] nonce, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new UnreadableKeyException("private key " + kid
                    + " cannot be opened: it was sealed under another secret than that of --key-file, or altered");
        }
    }

    @Override
    public String toString() {
        return key == null ? "KeySeal[none]" : "KeySeal[AES-256-GCM]";
    }
}
