package dev.moosic.tunnel.server.tls;

import dev.moosic.tunnel.auth.CertificateStore;
import dev.moosic.tunnel.auth.StoredCertificate;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is being proved to an ACME authority now. It may ask any node for an HTTP-01 answer, so those also lie in the
 * database; a TLS-ALPN-01 certificate is shown by the node that asked for it alone. Any thread.
 */
final class AcmeChallenges {
    /** Where RFC 8555, section 8.3, has HTTP-01 answers. */
    static final String PATH = "/.well-known/acme-challenge/";

    private static final String STORED_AS = "acme-challenge:";
    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_TOKEN_CHARS = 200;
    /** Answers looked for in the database at once; whoever asks may be anybody. */
    private static final int MAX_LOOKUPS = 8;

    private final CompletableFuture<CertificateStore> database;
    private final Map<String, String> http = new ConcurrentHashMap<>();
    private final Map<String, SslContext> alpn = new ConcurrentHashMap<>();
    private final Semaphore lookups = new Semaphore(MAX_LOOKUPS);

    AcmeChallenges(CompletableFuture<CertificateStore> database) {
        this.database = database;
    }

    /** Answers {@code token} until {@link #endHttp}. Blocks; on the thread of ACME. */
    void beginHttp(String token, String answer) {
        http.put(token, answer);
        database.thenCompose(store -> store.put(STORED_AS + token, new StoredCertificate(new byte[0], answer)))
                .orTimeout(STORE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    void endHttp(String token) {
        http.remove(token);
        database.thenCompose(store -> store.remove(STORED_AS + token));
    }

    /** Shows {@code context} to the authority when it asks for {@code domain}. */
    void beginAlpn(String domain, SslContext context) {
        alpn.put(domain, context);
    }

    void endAlpn(String domain) {
        alpn.remove(domain);
    }

    @Nullable
    SslContext alpn(String domain) {
        return alpn.get(domain);
    }

    /** The answer for a path under {@link #PATH}; empty: not ours. */
    CompletionStage<Optional<String>> httpAnswer(String path) {
        String token = path.startsWith(PATH) ? path.substring(PATH.length()) : "";
        if (!token.matches("[A-Za-z0-9_-]{1," + MAX_TOKEN_CHARS + "}")) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        String own = http.get(token);
        if (own != null || !database.isDone() || !lookups.tryAcquire()) {
            return CompletableFuture.completedFuture(Optional.ofNullable(own));
        }
        return database.thenCompose(store -> store.find(STORED_AS + token))
                .handle((found, failure) ->
                        failure == null ? found.map(StoredCertificate::certificates) : Optional.<String>empty())
                .whenComplete((found, failure) -> lookups.release());
    }
}
