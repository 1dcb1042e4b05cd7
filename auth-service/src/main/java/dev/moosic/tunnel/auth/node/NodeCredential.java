package dev.moosic.tunnel.auth.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that tunnel servers and their auth service share. {@link #toString()} leaves it out. */
public final class NodeCredential {
    private static final int MIN_CHARS = 32;
    private static final int MAX_CHARS = 512;

    private final String secret;

    private NodeCredential(String secret) {
        this.secret = secret;
    }

    /**
     * Reads it, white space around it left out.
     *
     * @param where it was found, for the message
     * @throws IllegalArgumentException if it is not 32 to 512 printable characters without spaces
     */
    public static NodeCredential of(String secret, String where) {
        String stripped = secret.strip();
        if (stripped.length() < MIN_CHARS || stripped.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    where + " holds " + stripped.length() + " characters: expected " + MIN_CHARS
                            + " to " + MAX_CHARS
                            + " random ones, the same for the auth service and its tunnel servers; make them"
                            + " with openssl rand -base64 48");
        }
        if (!stripped.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    where + " holds spaces or other than ASCII characters: make it with" + " openssl rand -base64 48");
        }
        return new NodeCredential(stripped);
    }

    /**
     * Reads the file of an option.
     *
     * @throws IllegalArgumentException if the file cannot be read, or as {@link #of}
     */
    public static NodeCredential fromFile(Path file, String option) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException(option + " " + file + " cannot be read: " + e, e);
        }
        return of(text, option + " " + file);
    }

    /** Takes the same time whatever is shown. */
    boolean isShownBy(String shown) {
        return MessageDigest.isEqual(
                secret.getBytes(StandardCharsets.US_ASCII), shown.getBytes(StandardCharsets.UTF_8));
    }

    /** The secret itself, to be shown. */
    String text() {
        return secret;
    }

    @Override
    public String toString() {
        return "NodeCredential";
    }
}
