package dev.moosic.tunnel.protocol.identity;

import java.text.Normalizer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Argon2id hash of a password in PHC form, {@code docs/protocol.md} section 6. Its parameters are bounded, since
 * whoever chooses them decides what a check costs others; what it is checked with is not known here.
 *
 * @param memoryKib {@link #MIN_MEMORY_KIB} to {@link #MAX_MEMORY_KIB}
 * @param iterations 1 to {@link #MAX_ITERATIONS}
 * @param parallelism 1 to {@link #MAX_PARALLELISM}
 * @param salt 8 to 32 bytes
 * @param hash 16 to 64 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record PasswordHash(int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {
    /** What OWASP recommends: 19 MiB, two passes, one lane. */
    public static final int DEFAULT_MEMORY_KIB = 19_456;

    public static final int DEFAULT_ITERATIONS = 2;
    public static final int DEFAULT_PARALLELISM = 1;
    public static final int DEFAULT_SALT_BYTES = 16;
    public static final int DEFAULT_HASH_BYTES = 32;

    static final int MIN_MEMORY_KIB = 7_168;
    static final int MAX_MEMORY_KIB = 65_536;
    static final int MAX_ITERATIONS = 10;
    static final int MAX_PARALLELISM = 4;

    /** Characters of a password: no longer one is hashed. */
    public static final int MAX_PASSWORD = 128;

    /** Longer text is not looked at. */
    private static final int MAX_TEXT = 192;

    private static final Pattern FORM = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,5}),t=(\\d{1,2}),p=(\\d)"
            + "\\$([A-Za-z0-9+/]{11,43})\\$([A-Za-z0-9+/]{22,86})");

    /** @throws IllegalArgumentException saying what was expected; the text is not quoted, it may be a password */
    public static PasswordHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > MAX_TEXT || !form.matches()) {
            throw new IllegalArgumentException("expected an Argon2id hash such as $argon2id$v=19$m="
                    + DEFAULT_MEMORY_KIB + ",t=" + DEFAULT_ITERATIONS + ",p=" + DEFAULT_PARALLELISM
                    + "$SALT$HASH; \"tunnel-client hash-password\" makes one");
        }
        return new PasswordHash(
                within("m", form.group(1), MIN_MEMORY_KIB, MAX_MEMORY_KIB),
                within("t", form.group(2), 1, MAX_ITERATIONS),
                within("p", form.group(3), 1, MAX_PARALLELISM),
                bytes(form.group(4)),
                bytes(form.group(5)));
    }

    private static int within(String name, String digits, int min, int max) {
        int value = Integer.parseInt(digits);
        if (value < min || value > max) {
            throw new IllegalArgumentException(
                    "the hash has " + name + "=" + value + "; expected " + min + " to " + max);
        }
        return value;
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the salt or the hash is no base64: was it cut?");
        }
    }

    /** A name or a password as it is hashed and compared: in form C, whatever keyboard it was typed on. */
    public static String normalized(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** In PHC form. */
    public String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /** Without salt and hash. */
    @Override
    public String toString() {
        return "PasswordHash[m=" + memoryKib + ",t=" + iterations + ",p=" + parallelism + "]";
    }
}
