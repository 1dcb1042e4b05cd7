package dev.moosic.tunnel.auth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The {@link TrustDocument} for tunnel servers elsewhere, and a way to wait for its next version. Thread-safe. */
public final class TrustFeed {
    private @Nullable TrustDocument current;
    private CompletableFuture<Void> change = new CompletableFuture<>();

    TrustFeed(KnownTrust trust) {
        trust.onRead(this::read);
        if (trust.isLoaded()) {
            read(trust.current());
        }
    }

    private void read(Trust trust) {
        TrustDocument next = TrustDocument.of(trust);
        CompletableFuture<Void> changed;
        synchronized (this) {
            if (current != null && current.tag().equals(next.tag())) {
                return;
            }
            current = next;
            changed = change;
            change = new CompletableFuture<>();
        }
        changed.complete(null);
    }

    /** The newest; null until the database was read for the first time. */
    public synchronized @Nullable TrustDocument current() {
        return current;
    }

    /**
     * The document as soon as it is another than {@code tag}, at the latest after {@code wait}, whatever it is then.
     *
     * @param tag null: whatever there is, at once
     */
    public CompletableFuture<@Nullable TrustDocument> next(@Nullable String tag, Duration wait) {
        CompletableFuture<Void> changed;
        synchronized (this) {
            if (current == null || !current.tag().equals(tag)) {
                return CompletableFuture.completedFuture(current);
            }
            changed = change.copy();
        }
        return changed.completeOnTimeout(null, wait.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(done -> current());
    }
}
