package dev.moosic.tunnel.protocol.packet;

import dev.moosic.tunnel.protocol.identity.PasswordHash;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may call an http tunnel with access {@code basic}, section 6.
 *
 * @param name as typed by the caller
 * @param hash of the password, {@link PasswordHash}; shown nowhere
 */
public record BasicUser(@Nullable String name, @Nullable String hash) {
    /** What a {@link BoundTunnel} that asks for user names and passwords says it enforces. */
    public static final String RULE = "users";

    private static final int MAX_NAME_BYTES = 64;

    /** What makes these users a {@code bad_request}; {@code null} if nothing does. */
    static @Nullable String problem(List<BasicUser> users) {
        if (users.isEmpty() || users.size() > ProtocolLimits.MAX_USERS) {
            return users.size() + " users; expected 1 to " + ProtocolLimits.MAX_USERS + " with access \"basic\"";
        }
        Set<String> names = new HashSet<>();
        for (BasicUser user : users) {
            String problem = user.problem();
            if (problem != null) {
                return problem;
            }
            if (!names.add(PasswordHash.normalized(String.valueOf(user.name())))) {
                return "user \"" + user.name() + "\" is given twice";
            }
        }
        return null;
    }

    /** What is wrong with this user by itself; {@code null} if nothing is. */
    public @Nullable String problem() {
        if (name == null || !isLegal(name)) {
            return "a user's name has to be 1 to " + MAX_NAME_BYTES
                    + " bytes without a colon, control characters, and space at either end";
        }
        if (hash == null) {
            return "user \"" + name + "\" has no hash";
        }
        try {
            PasswordHash.parse(hash);
            return null;
        } catch (IllegalArgumentException e) {
            return "user \"" + name + "\": " + e.getMessage();
        }
    }

    private static boolean isLegal(String name) {
        return !name.isEmpty()
                && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && name.indexOf(':') < 0
                && !TextPayload.hasControl(name)
                && name.strip().equals(name);
    }

    /** Without the hash. */
    @Override
    public String toString() {
        return "BasicUser[" + name + "]";
    }
}
