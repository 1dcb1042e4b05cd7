package dev.moosic.tunnel.protocol.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What verified before, by the SHA-256 of what was verified, so that no token is kept. Only successes are kept, at most
 * {@link #MAX_ENTRIES}: nobody without a valid token can make it grow. Whoever asks checks expiry and revocation again.
 */
final class VerificationCache<T> {
    static final int MAX_ENTRIES = 10_000;
    private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);

    private final Cache<ByteBuffer, T> verified = Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterAccess(KEPT_UNUSED)
            .build();

    /** Verifies what was not verified before. */
    interface Verification<T> {
        T verify(String text) throws InvalidTokenException;
    }

    T get(String text, Verification<T> verification) throws InvalidTokenException {
        ByteBuffer digest = ByteBuffer.wrap(Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
        T known = verified.getIfPresent(digest);
        if (known != null) {
            return known;
        }
        T result = verification.verify(text);
        verified.put(digest, result);
        return result;
    }

    void clear() {
        verified.invalidateAll();
    }

    /** How many are kept now. */
    long size() {
        verified.cleanUp();
        return verified.estimatedSize();
    }
}
