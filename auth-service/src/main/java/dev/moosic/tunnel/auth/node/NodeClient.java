package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.AuthAwayException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/**
 * Sends requests to the auth service with the node credential. Any thread, event loops included: nothing blocks, not even
 * the look-up of a name. Redirects are not followed: they would take the credential elsewhere.
 */
final class NodeClient implements AutoCloseable {
    /** Of an operation, from its being asked for, waiting included, to the last byte of the answer. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Operations at once; the poll for news comes on top. */
    static final int MAX_RUNNING = 64;

    /** Operations that wait for another to end; further ones fail. */
    static final int MAX_WAITING = 1_024;

    /** Of an answer to an operation. */
    static final int MAX_ANSWER_BYTES = 256 * 1024;

    /** Of the list of all clients. */
    static final int MAX_LIST_BYTES = 32 * 1024 * 1024;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final int THREADS = 4;

    private final URI url;
    private final NodeCredential credential;
    private final ExecutorService threads;
    private final HttpClient http;
    private final CallQueue queue = new CallQueue(MAX_RUNNING, MAX_WAITING);

    NodeClient(URI url, NodeCredential credential) {
        this.url = url;
        this.credential = credential;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread daemon = new Thread(task, "auth-remote-" + number.incrementAndGet());
            daemon.setDaemon(true);
            return daemon;
        });
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
    }

    URI url() {
        return url;
    }

    /**
     * Asks for an operation.
     *
     * @param pathAndQuery as on the wire
     * @return fails with {@link AuthAwayException}, or with {@link IllegalArgumentException} for a request that no HTTP
     *     client would send
     */
    CompletableFuture<NodeAnswer> send(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
        CompletableFuture<NodeAnswer> outcome = new CompletableFuture<>();
        try {
            HttpRequest request = request(method, pathAndQuery, headers, body);
            int maxBytes = pathAndQuery.equals(NodeProtocol.CLIENTS) ? MAX_LIST_BYTES : MAX_ANSWER_BYTES;
            queue.run(outcome, () -> exchange(request, TIMEOUT, maxBytes));
        } catch (IllegalArgumentException e) {
            outcome.completeExceptionally(e);
        }
        return outcome.orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(this::failure);
    }

    /** Asks for news, past those that wait. */
    CompletableFuture<NodeAnswer> poll(
            String pathAndQuery, Map<String, String> headers, Duration timeout, int maxBytes) {
        return exchange(request("GET", pathAndQuery, headers, new byte[0]), timeout, maxBytes)
                .exceptionallyCompose(this::failure);
    }

    private HttpRequest request(String method, String pathAndQuery, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url.resolve(pathAndQuery))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .header(NodeProtocol.CREDENTIAL, credential.text());
        headers.forEach(request::header);
        return request.build();
    }

    private CompletableFuture<NodeAnswer> exchange(HttpRequest request, Duration timeout, int maxBytes) {
        CompletableFuture<HttpResponse<byte[]>> answer;
        try {
            answer = http.sendAsync(request, head -> new LimitedBody(maxBytes));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new AuthAwayException("this server is stopping"));
        }
        return answer.copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        answer.cancel(true); // An answer that came too slowly goes on otherwise.
                    }
                })
                .thenApply(this::accepted);
    }

    private NodeAnswer accepted(HttpResponse<byte[]> response) {
        if (response.headers().firstValue(NodeProtocol.ACCEPTED).isEmpty()) {
            throw new AuthAwayException(
                    response.statusCode() == 401 || response.statusCode() == 429
                            ? "the auth service at " + url
                                    + " does not accept the credential: expected the secret of its"
                                    + " --node-credential-file"
                            : "what answers at " + url + " (with " + response.statusCode()
                                    + ") is no auth service for tunnel servers: expected one with --node-credential-file");
        }
        return new NodeAnswer(response.statusCode(), response.headers(), response.body());
    }

    private CompletableFuture<NodeAnswer> failure(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AuthAwayException || cause instanceof IllegalArgumentException) {
            return CompletableFuture.failedFuture(cause);
        }
        return CompletableFuture.failedFuture(
                new AuthAwayException("the auth service at " + url + " does not answer: " + reason(cause)));
    }

    private static String reason(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return "no whole answer in time";
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection within " + CONNECT_TIMEOUT.toSeconds() + " s";
        }
        if (cause instanceof ConnectException) {
            return "no connection";
        }
        return cause instanceof SSLException
                ? "no TLS connection: " + deepest(cause).getMessage()
                : String.valueOf(cause.getMessage());
    }

    /** Says why a certificate is not trusted, and what is wrong with the trust store. */
    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
