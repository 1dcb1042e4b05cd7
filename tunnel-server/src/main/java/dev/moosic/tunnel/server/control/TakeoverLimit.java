package dev.moosic.tunnel.server.control;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps two processes with one identity from taking the client from each other for ever. Only a takeover of a session
 * that was alive counts, so that a client that crashes in a loop never locks itself out. Any thread.
 */
final class TakeoverLimit {
    /** Takeovers of a live session that are let pass within {@link #WINDOW}. */
    static final int TAKEOVERS = 3;

    static final Duration WINDOW = Duration.ofMinutes(1);

    /** Clients whose takeovers are remembered. */
    static final int MAX_CLIENTS = 20_000;

    /** How long the loser of a takeover, or who is refused one, has to stay away. */
    static final Duration WAIT = Duration.ofSeconds(60);

    private final Cache<ClientId, AtomicInteger> takeovers;

    TakeoverLimit(Ticker ticker) {
        this.takeovers = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    /** @throws HandshakeException {@code superseded}, if the client was fought over too often of late */
    void check(ClientId client) {
        AtomicInteger count = takeovers.getIfPresent(client);
        if (count != null && count.get() >= TAKEOVERS) {
            throw new HandshakeException(
                    Status.SUPERSEDED,
                    "another instance of client " + client + " is connected and alive, and the two took over from each "
                            + "other " + TAKEOVERS
                            + " times in a minute: stop one of them, or give it an identity of its own",
                    WAIT);
        }
    }

    /** A live session of {@code client} was taken over. */
    void count(ClientId client) {
        takeovers.get(client, ignored -> new AtomicInteger()).incrementAndGet();
    }
}
