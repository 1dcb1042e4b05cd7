package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A client as the auth service knows it.
 *
 * @param grants what it may do; those of the invite that it enrolled with, or what an operator put in their place
 * @param grantsRevision how often they were given or changed
 * @param grantsChangedAt when an operator last put others in their place; the epoch: never
 * @param generation how often it was revoked
 * @param key its public key; null: invited, but never enrolled
 * @param revokedAt null: not revoked, or enrolled again since
 */
public record Client(
        ClientId clientId,
        Grants grants,
        long grantsRevision,
        Instant grantsChangedAt,
        long generation,
        @Nullable PublicJwk key,
        @Nullable Instant enrolledAt,
        @Nullable Instant revokedAt) {}
