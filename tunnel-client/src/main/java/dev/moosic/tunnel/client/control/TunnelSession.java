package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.Bind;
import dev.moosic.tunnel.protocol.packet.Bound;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Drain;
import dev.moosic.tunnel.protocol.packet.Renew;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.packet.Unbind;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the client with one server, over one lane: takes its streams, keeps its token fresh, and when its control
 * connection is lost gets it another within the grace. On the lane's event loop, apart from {@link #statistics}.
 */
final class TunnelSession implements ControlSession, SessionHandler {
    private static final Logger log = LoggerFactory.getLogger(TunnelSession.class);

    private final ServerHello hello;
    private final SessionListener listener;
    private final Consumer<StreamChannel> streams;
    private final TokenRenewal renewal;
    private final @Nullable Resumption resumption;
    private final Backoff backoff = new Backoff(new SecureRandom());
    private final Session session;
    private @Nullable ScheduledFuture<?> retry;

    private TunnelSession(
            ServerHello hello,
            SessionListener listener,
            Consumer<StreamChannel> streams,
            TokenRenewal renewal,
            @Nullable Resumption resumption) {
        this.hello = hello;
        this.listener = listener;
        this.streams = streams;
        this.renewal = renewal;
        this.resumption = resumption != null && resumption.isPossible() ? resumption : null;
        Duration grace = this.resumption == null ? Duration.ZERO : Duration.ofMillis(hello.graceMs());
        this.session = new Session(
                Session.Role.DIALER,
                Objects.requireNonNullElse(hello.session(), "unnamed"),
                SessionSettings.defaults().withGrace(grace),
                this);
    }

    /** @param resumption how to get another control connection, or {@code null} to end with the first */
    static TunnelSession open(
            Channel control,
            ServerHello hello,
            SessionListener listener,
            Consumer<StreamChannel> streams,
            TokenRenewal renewal,
            @Nullable Resumption resumption) {
        TunnelSession opened = new TunnelSession(hello, listener, streams, renewal, resumption);
        Lane lane = opened.session.addLane(control);
        renewal.start(token -> lane.send(new Renew(token.value())));
        return opened;
    }

    @Override
    public void streamOpened(StreamChannel stream) {
        streams.accept(stream);
    }

    @Override
    public void received(Lane lane, ControlPacket packet) {
        if (packet instanceof Bound bound) {
            listener.bound(this, bound.tunnel());
        } else if (packet instanceof Drain drain) {
            listener.draining(this, drain.message());
        }
    }

    @Override
    public void detached(Lane lane, SessionCloseReason reason) {
        listener.interrupted(this, reason);
        resume(lane);
    }

    private void resume(Lane lane) {
        Resumption way = resumption;
        if (way == null || !session.isOpen()) {
            return;
        }
        renewal.usable().addListener((Future<TunnelToken> token) -> {
            if (!token.isSuccess()) {
                resumptionFailed(lane, token.cause());
                return;
            }
            way.attempt(lane, token.getNow(), (channel, answer) -> attach(lane, channel, answer))
                    .addListener((Future<Void> done) -> {
                        if (!done.isSuccess()) {
                            resumptionFailed(lane, done.cause());
                        }
                    });
        });
    }

    private void attach(Lane lane, Channel channel, ServerHello answer) {
        if (!session.isOpen()) {
            channel.close();
        } else if (!lane.keeps(answer.received())) {
            channel.close();
            close("the server asks for packets that are gone");
        } else {
            backoff.reset();
            lane.resume(channel, answer.received());
            listener.resumed(this);
        }
    }

    private void resumptionFailed(Lane lane, Throwable cause) {
        if (!session.isOpen()) {
            return;
        }
        log.info("session not resumed yet session={} reason=\"{}\"", session.id(), cause.getMessage());
        if (cause instanceof ConnectFailure failure && failure.then() != ConnectFailure.Then.RETRY) {
            close("the server does not know the session any more");
            return;
        }
        Duration asked = cause instanceof ConnectFailure failure ? failure.retryAfter() : Duration.ZERO;
        Duration delay = backoff.next(asked);
        retry = lane.eventLoop().schedule(() -> resume(lane), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void closed(Session closed, SessionCloseReason reason) {
        renewal.stop();
        if (retry != null) {
            retry.cancel(false);
        }
        listener.ended(this, reason);
    }

    @Override
    public ServerHello hello() {
        return hello;
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public void bind(Tunnel tunnel) {
        session.lane().send(new Bind(tunnel));
    }

    @Override
    public void unbind(long tunnelId) {
        session.lane().send(new Unbind(tunnelId));
    }

    @Override
    public void close(String message) {
        session.close(CloseCode.NORMAL, 0, message);
    }

    @Override
    public SessionStatistics statistics() {
        return session.statistics();
    }
}
