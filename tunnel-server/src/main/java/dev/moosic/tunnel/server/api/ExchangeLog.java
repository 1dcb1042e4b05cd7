package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gathers what becomes the {@link ExchangeReport} of one exchange. On its event loop. */
final class ExchangeLog {
    private final ExchangeObserver observer;
    private final ClientId client;
    private final String address;
    private final String method;
    private final String path;
    private final long startNanos = System.nanoTime();
    private @Nullable String tunnel;
    private @Nullable String caller;
    private int status;
    private long bytesFromCaller;
    private long bytesToCaller;
    private long firstByteNanos;
    private boolean reused;
    private boolean reported;

    ExchangeLog(ExchangeObserver observer, RelayTarget target, Origin origin, HttpRequest request) {
        this.observer = observer;
        this.client = target.client();
        this.address = origin.address();
        this.method = request.method().name();
        this.path = target.request().path();
    }

    void authorised(Caller who) {
        caller = who.subject();
    }

    void refused(Problem problem) {
        int code = problem.status().code();
        if (code == 401 || code == 403) {
            observer.callerRefused(client, address, problem.detail());
        }
    }

    void forwarded(HttpTunnel to, boolean onReusedConnection) {
        tunnel = to.name();
        reused = onReusedConnection;
    }

    void answered(int code) {
        status = code;
        firstByteNanos = System.nanoTime();
    }

    void fromCaller(long bytes) {
        bytesFromCaller += bytes;
        observer.bytes(client, bytes, 0);
    }

    void toCaller(long bytes) {
        bytesToCaller += bytes;
        observer.bytes(client, 0, bytes);
    }

    /** Later calls do nothing. */
    void ended(String outcome) {
        if (reported) {
            return;
        }
        reported = true;
        observer.ended(new ExchangeReport(
                client,
                tunnel,
                caller,
                address,
                method,
                path,
                status,
                outcome,
                bytesFromCaller,
                bytesToCaller,
                firstByteNanos == 0 ? null : Duration.ofNanos(firstByteNanos - startNanos),
                Duration.ofNanos(System.nanoTime() - startNanos),
                reused));
    }
}
