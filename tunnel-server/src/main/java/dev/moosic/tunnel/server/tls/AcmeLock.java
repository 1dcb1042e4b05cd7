package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.StoredCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Lets one node at a time order a certificate for a name, by a row that is void after {@link #LIFETIME}. */
final class AcmeLock {
    /** Longer than any order takes. */
    static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String STORED_AS = "acme-lock:";

    private final CertificateStore store;
    private final String row;

    AcmeLock(CertificateStore store, String domain) {
        this.store = store;
        this.row = STORED_AS + domain;
    }

    /** Whether this node has it from now on, until {@link #release}. */
    CompletableFuture<Boolean> take(Instant now) {
        String mine = UUID.randomUUID() + " " + now.plus(LIFETIME).toEpochMilli();
        return store.findOrCreate(row, () -> new StoredCertificate(new byte[0], mine))
                .thenCompose(held -> {
                    if (held.certificates().equals(mine)) {
                        return CompletableFuture.completedFuture(true);
                    }
                    String until = held.certificates().substring(mine.indexOf(' ') + 1);
                    return Long.parseLong(until) > now.toEpochMilli()
                            ? CompletableFuture.completedFuture(false)
                            : store.remove(row).thenApply(removed -> false);
                });
    }

    void release() {
        store.remove(row);
    }
}
