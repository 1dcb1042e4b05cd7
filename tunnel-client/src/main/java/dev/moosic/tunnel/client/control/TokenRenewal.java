package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session's token fresh: fetches the next at two thirds of its life, {@code docs/protocol.md} section 11, and
 * tries again every {@link #RETRY} if the auth service is away. On the event loop.
 */
final class TokenRenewal {
    static final Duration RETRY = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(TokenRenewal.class);

    private final TokenSource tokens;
    private final ServerAddress server;
    private final EventLoop loop;
    private TunnelToken current;
    private long expiresAtNanos;
    private @Nullable ScheduledFuture<?> timer;
    private boolean stopped;

    TokenRenewal(TokenSource tokens, ServerAddress server, EventLoop loop, TunnelToken first) {
        this.tokens = tokens;
        this.server = server;
        this.loop = loop;
        this.current = first;
        this.expiresAtNanos = loop.ticker().nanoTime() + first.lifetime().toNanos();
    }

    /** @param renewed told of each fresh token */
    void start(Consumer<TunnelToken> renewed) {
        schedule(renewed, current.lifetime().multipliedBy(2).dividedBy(3));
    }

    void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** The session's token, if it is good for a moment yet; else a fresh one. */
    Future<TunnelToken> usable() {
        long leftNanos = expiresAtNanos - loop.ticker().nanoTime();
        return leftNanos > RETRY.toNanos() ? loop.newSucceededFuture(current) : fetch();
    }

    private void schedule(Consumer<TunnelToken> renewed, Duration delay) {
        if (!stopped) {
            timer = loop.schedule(() -> renew(renewed), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void renew(Consumer<TunnelToken> renewed) {
        fetch().addListener((Future<TunnelToken> done) -> {
            if (stopped) {
                return;
            }
            if (done.isSuccess()) {
                renewed.accept(current);
                start(renewed);
            } else {
                log.info(
                        "token not renewed, trying again server={} reason=\"{}\"",
                        server,
                        done.cause().getMessage());
                schedule(renewed, RETRY);
            }
        });
    }

    private Future<TunnelToken> fetch() {
        return tokens.requestToken(server).addListener((Future<TunnelToken> done) -> {
            if (done.isSuccess()) {
                current = done.getNow();
                expiresAtNanos = loop.ticker().nanoTime() + current.lifetime().toNanos();
            }
        });
    }
}
