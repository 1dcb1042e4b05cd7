package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One of MoosicBox's own tokens, as the database knows it: good for one client, never for a tunnel client's session and
 * never for the admin listener, whatever its kind.
 *
 * @param generation the client's when the token was made
 * @param expiresAt null: good until the client is revoked
 */
public record MoosicBoxToken(
        Kind kind,
        ClientId clientId,
        long generation,
        @Nullable Instant expiresAt) {

    /** What begins like this is one of these tokens and nothing else; magic tokens are chosen by apps. */
    public static final String PREFIX = "mb.";

    /** What a token is good for. */
    public enum Kind {
        /** In the query of a URL: GET and HEAD of {@code /files/**}, and the player's WebSocket at {@code /ws}. */
        SIGNATURE("mb.s.", "signature_tokens", "token_hash", Duration.ofDays(14)),

        /** In {@code Authorization}: calls the client's http tunnels, and asks for tokens of the other kinds. */
        CLIENT_ACCESS("mb.c.", "client_access_tokens", "token_hash", null),

        /** Leads to the client that registered it, at {@code GET /auth/magic-token}. */
        MAGIC("", "magic_tokens", "magic_token_hash", Duration.ofDays(30));

        private final String prefix;
        private final String table;
        private final String hashColumn;
        private final @Nullable Duration lifetime;

        Kind(String prefix, String table, String hashColumn, @Nullable Duration lifetime) {
            this.prefix = prefix;
            this.table = table;
            this.hashColumn = hashColumn;
            this.lifetime = lifetime;
        }

        /** How tokens of this kind begin. */
        public String prefix() {
            return prefix;
        }

        /** The kind of a token by its beginning; null if it is none of ours, or an app's magic token. */
        static @Nullable Kind of(String token) {
            return token.startsWith(SIGNATURE.prefix)
                    ? SIGNATURE
                    : token.startsWith(CLIENT_ACCESS.prefix) ? CLIENT_ACCESS : null;
        }

        String table() {
            return table;
        }

        String hashColumn() {
            return hashColumn;
        }

        @Nullable
        Instant expiry(Instant now) {
            return lifetime == null ? null : now.plus(lifetime);
        }
    }
}
