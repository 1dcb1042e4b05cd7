package dev.moosic.tunnel.auth;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The auth service's keys at one moment. Immutable. */
final class KeyRing {
    static final KeyRing EMPTY = new KeyRing(List.of());

    private final Map<String, SigningKey> keys;

    KeyRing(List<SigningKey> keys) {
        this.keys = keys.stream().collect(Collectors.toUnmodifiableMap(SigningKey::kid, Function.identity()));
    }

    @Nullable
    SigningKey find(String kid) {
        return keys.get(kid);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** From when on the newest key signs; the keys are not empty. */
    Instant newest() {
        return keys.values().stream()
                .map(SigningKey::signsFrom)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether every key of {@code older} is still here. */
    boolean containsAll(KeyRing older) {
        return keys.keySet().containsAll(older.keys.keySet());
    }

    /** The newest key that signs already; the choice is the same on every node. */
    SigningKey signing(Instant now) {
        Comparator<SigningKey> order =
                Comparator.comparing(SigningKey::signsFrom).thenComparing(SigningKey::kid);
        return keys.values().stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(order)
                .or(() -> keys.values().stream().min(order))
                .orElseThrow(() -> new IllegalStateException("no signing key was loaded"));
    }

    /** The public halves as a JWK set (RFC 7517). */
    String jwks() {
        return keys.values().stream()
                .sorted(Comparator.comparing(SigningKey::signsFrom).thenComparing(SigningKey::kid))
                .map(key -> key.publicJwk().json().replaceFirst("}$", ",\"use\":\"sig\",\"alg\":\"EdDSA\"}"))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
}
