package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The auth service's keys at one moment; of an auth service elsewhere their public halves alone. Immutable. */
final class KeyRing {
    private static final Comparator<SigningKey> ORDER =
            Comparator.comparing(SigningKey::signsFrom).thenComparing(SigningKey::kid);

    static final KeyRing EMPTY = new KeyRing(List.of());

    private final List<SigningKey> signing;
    private final Map<String, PublicJwk> published;

    private KeyRing(List<SigningKey> signing, Collection<PublicJwk> published) {
        this.signing = signing;
        this.published = new LinkedHashMap<>();
        published.forEach(key -> this.published.put(key.kid(), key));
    }

    /** Keys that sign. */
    KeyRing(List<SigningKey> keys) {
        this(
                keys.stream().sorted(ORDER).toList(),
                keys.stream().sorted(ORDER).map(SigningKey::publicJwk).toList());
    }

    /** Keys that only verify; {@link #newest} and {@link #signing} find none. */
    static KeyRing published(List<PublicJwk> keys) {
        return new KeyRing(List.of(), keys);
    }

    @Nullable
    PublicJwk find(String kid) {
        return published.get(kid);
    }

    boolean isEmpty() {
        return published.isEmpty();
    }

    /** From when on the newest key signs; the keys are not empty. */
    Instant newest() {
        return signing.get(signing.size() - 1).signsFrom();
    }

    /** Whether every key of {@code older} is still here. */
    boolean containsAll(KeyRing older) {
        return published.keySet().containsAll(older.published.keySet());
    }

    /** The newest key that signs already; the choice is the same on every node. */
    SigningKey signing(Instant now) {
        return signing.stream()
                .filter(key -> !key.signsFrom().isAfter(now))
                .max(ORDER)
                .or(() -> signing.stream().min(ORDER))
                .orElseThrow(() -> new IllegalStateException("no signing key was loaded"));
    }

    /** The public halves as a JWK set (RFC 7517). */
    String jwks() {
        return published.values().stream()
                .map(key -> key.json().replaceFirst("}$", ",\"use\":\"sig\",\"alg\":\"EdDSA\"}"))
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }
}
