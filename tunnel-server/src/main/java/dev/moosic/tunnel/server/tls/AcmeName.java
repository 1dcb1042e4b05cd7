package dev.moosic.tunnel.server.tls;

import io.netty.handler.ssl.SslContext;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One name with its certificate, or on the way to it. Any thread. */
final class AcmeName {
    private static final int MAX_DOUBLINGS = 9;

    final String domain;

    private CompletableFuture<ShownCertificate> shown = new CompletableFuture<>();
    private @Nullable KeyedCertificate certificate;
    private @Nullable Instant retryAt;
    private boolean busy;
    private int failures;

    AcmeName(String domain) {
        this.domain = domain;
    }

    /** Completes with the first certificate; fails at once if the last try to get one failed. */
    synchronized CompletionStage<SslContext> context() {
        return shown.thenApply(ShownCertificate::context);
    }

    synchronized @Nullable X509Certificate certificate() {
        return certificate == null ? null : certificate.certificate();
    }

    synchronized boolean hasContext() {
        return certificate != null;
    }

    /** Whether there is no certificate, or an old one. */
    synchronized boolean isDue(Instant now) {
        return certificate == null || Renewal.isDue(certificate.certificate(), now);
    }

    /** Whether there is something to do, which the caller then does until {@link #end}. */
    synchronized boolean begin(Instant now) {
        if (busy || !isDue(now) || (retryAt != null && now.isBefore(retryAt))) {
            return false;
        }
        if (shown.isCompletedExceptionally()) {
            shown = new CompletableFuture<>();
        }
        busy = true;
        return true;
    }

    synchronized void end() {
        busy = false;
    }

    synchronized void use(KeyedCertificate next, ShownCertificate made) {
        certificate = next;
        failures = 0;
        retryAt = null;
        if (!shown.complete(made)) {
            shown = CompletableFuture.completedFuture(made);
        }
    }

    /**
     * Ends a try without success. The wait until the next is twice as long as the last time.
     *
     * @param atLeast how long the authority asks to wait
     * @return when to try again
     */
    Instant failed(Exception failure, Instant now, Duration atLeast) {
        CompletableFuture<ShownCertificate> waiting;
        Instant next;
        synchronized (this) {
            Duration wait = AcmeCertificates.FIRST_RETRY.multipliedBy(1L << Math.min(failures++, MAX_DOUBLINGS));
            wait = wait.compareTo(AcmeCertificates.LAST_RETRY) < 0 ? wait : AcmeCertificates.LAST_RETRY;
            next = now.plus(wait.compareTo(atLeast) < 0 ? atLeast : wait);
            retryAt = next;
            busy = false;
            waiting = shown;
        }
        waiting.completeExceptionally(failure);
        return next;
    }

    synchronized void retryAt(Instant at) {
        retryAt = at;
    }
}
