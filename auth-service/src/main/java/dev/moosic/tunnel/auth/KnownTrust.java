package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import dev.moosic.tunnel.protocol.identity.TrustedIssuer;
import java.security.PublicKey;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Whom to trust, as far as it is known in this process, and who wants to hear when that changes. What was learnt last
 * holds until something newer is learnt. Thread-safe; never blocks.
 */
public final class KnownTrust implements TrustedIssuer {
    private final List<Consumer<ClientId>> revocationListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<ClientId>> grantsListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Trust>> readers = new CopyOnWriteArrayList<>();
    private final List<Runnable> withdrawalListeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final AtomicLong begun = new AtomicLong();
    private long last;
    private volatile Trust trust = Trust.NOTHING;

    /**
     * What was read.
     *
     * @param number from {@link #begin}, asked before any of it was read
     */
    record Reading(long number, Trust trust) {}

    /** Completes once it was learnt for the first time. */
    public CompletableFuture<Void> ready() {
        return ready.copy();
    }

    /** It never will be: {@link #ready} fails. */
    boolean fail(Throwable cause) {
        return ready.completeExceptionally(cause);
    }

    Trust current() {
        return trust;
    }

    /** Whether anything was learnt yet. */
    public boolean isLoaded() {
        return trust.isLoaded();
    }

    /** @param listener told of each client revoked from now on; on the thread that learnt it: be quick */
    public void onRevoked(Consumer<ClientId> listener) {
        revocationListeners.add(listener);
    }

    /** @param listener as {@link #onRevoked}, of each client whose grants changed */
    public void onGrantsChanged(Consumer<ClientId> listener) {
        grantsListeners.add(listener);
    }

    /** @param listener called after a key that was known before is no longer */
    public void onKeyWithdrawn(Runnable listener) {
        withdrawalListeners.add(listener);
    }

    /** @param reader given what is learnt, each time, whether it differs from before or not */
    void onRead(Consumer<Trust> reader) {
        readers.add(reader);
    }

    /**
     * Learns what another auth service says of itself, see {@link TrustDocument}.
     *
     * @throws IllegalArgumentException saying what is wrong with it; then nothing changes
     */
    public void learn(byte[] document) {
        apply(new Reading(begin(), TrustDocument.read(document)));
    }

    /** The number of a {@link Reading}. */
    long begin() {
        return begun.incrementAndGet();
    }

    /** Nothing changes if what is known was begun to be read later: two readings at once may end in either order. */
    void apply(Reading reading) {
        Trust next = reading.trust;
        Trust before;
        synchronized (this) {
            if (reading.number < last) {
                return;
            }
            last = reading.number;
            before = trust;
            trust = next;
        }
        if (!next.keys().containsAll(before.keys())) {
            withdrawalListeners.forEach(Runnable::run);
        }
        readers.forEach(reader -> reader.accept(next));
        if (before.isLoaded()) {
            tell(before, next);
        }
        ready.complete(null);
    }

    private void tell(Trust before, Trust next) {
        next.grants().forEach((clientId, changed) -> {
            GrantsRevision known = before.grants().get(clientId);
            if (known == null || known.revision() < changed.revision()) {
                grantsListeners.forEach(listener -> listener.accept(clientId));
            }
        });
        next.generations().forEach((clientId, generation) -> {
            if (generation > before.generation(clientId)) {
                revocationListeners.forEach(listener -> listener.accept(clientId));
            }
        });
    }

    /** The public keys as a JWK set (RFC 7517). */
    public String jwks() {
        return trust.keys().jwks();
    }

    @Override
    public String issuer() {
        return trust.issuer();
    }

    @Override
    public @Nullable PublicKey key(String kid) {
        PublicJwk key = trust.keys().find(kid);
        return key == null ? null : key.key();
    }

    @Override
    public @Nullable Grants newerGrants(ClientId clientId, long revision) {
        return trust.newerGrants(clientId, revision);
    }

    @Override
    public long generation(ClientId clientId) {
        return trust.generation(clientId);
    }

    @Override
    public boolean isRevoked(String tokenId) {
        Set<String> revoked = trust.revokedTokens();
        return !revoked.isEmpty() && revoked.contains(Secrets.hash(tokenId));
    }
}
