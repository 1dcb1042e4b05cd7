package dev.moosic.tunnel.auth;

import org.jspecify.annotations.Nullable;

/** The credential in {@code Authorization}: {@code Bearer T} (RFC 6750), or T alone as some programs of MoosicBox send it. */
final class Authorization {
    private static final String BEARER = "Bearer ";

    private Authorization() {}

    /** The token; null if there is none, or it is of another scheme. */
    static @Nullable String token(AuthRequest request) {
        String field = request.headers().getOrDefault("authorization", "").strip();
        if (field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            field = field.substring(BEARER.length()).strip();
        }
        return field.isEmpty() || field.indexOf(' ') >= 0 ? null : field;
    }
}
