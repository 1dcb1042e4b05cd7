package dev.moosic.tunnel.protocol.identity;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An issuer with one key, as a verifier sees it. */
final class TestIssuer implements TrustedIssuer {
    static final String NAME = "urn:uuid:test-issuer";

    final KeyPair pair = newPair();
    final String kid = PublicJwk.of(pair.getPublic()).kid();
    final AtomicInteger keyLookups = new AtomicInteger();
    final AtomicInteger unknownKeys = new AtomicInteger();
    final Map<ClientId, Long> generations = new HashMap<>();
    boolean withdrawn;

    static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String issuer() {
        return NAME;
    }

    @Override
    public @Nullable PublicKey key(String name) {
        keyLookups.incrementAndGet();
        return name.equals(kid) && !withdrawn ? pair.getPublic() : null;
    }

    @Override
    public void unknownKey(String name) {
        unknownKeys.incrementAndGet();
    }

    @Override
    public long generation(ClientId clientId) {
        return generations.getOrDefault(clientId, 0L);
    }
}
