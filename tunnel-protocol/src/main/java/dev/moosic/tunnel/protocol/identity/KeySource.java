package dev.moosic.tunnel.protocol.identity;

import java.security.PublicKey;
import org.jspecify.annotations.Nullable;

/** The auth service's public keys, as known here now. Called on any thread, event loops included: never blocks. */
public interface KeySource {
    /** The Ed25519 key of that name, or null if none is known. */
    @Nullable
    PublicKey key(String kid);

    /**
     * Told when a token names a key not known. May fetch newer keys in the background, however often it is told at most
     * once in 30 s; returns at once.
     */
    default void unknownKey(String kid) {}
}
