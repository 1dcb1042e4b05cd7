package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one session with one server up, for ever: opens it, waits with full jitter after a failure, moves when the
 * server drains. Confined to its event loop, apart from {@link #view}.
 */
public final class ServerConnection {
    /** The least wait of a client whose session another instance took over. */
    static final Duration SUPERSEDED_WAIT = Duration.ofSeconds(60);

    /** A session that lasted this long makes the next wait short again. */
    static final Duration STABLE_AFTER = Duration.ofSeconds(10);

    /** How a server connection stands. */
    public enum State {
        /** Trying to open a session; from the start, or from WAITING. */
        CONNECTING,
        /** A session stands; from CONNECTING, or from RESUMING. */
        CONNECTED,
        /** The session lost its control connection and gets itself another; from CONNECTED. */
        RESUMING,
        /** Until the next try; from CONNECTING, CONNECTED or RESUMING. */
        WAITING,
        /** For good: told to stop, or refused for good; from any other. */
        STOPPED
    }

    private final ServerAddress server;
    private final EventLoop loop;
    private final SessionOpener opener;
    private final Backoff backoff;
    private final boolean once;
    private final BoundTunnels tunnels;
    private final ClientListener listener;
    private final Set<ControlSession> drained = new LinkedHashSet<>();
    private final SessionEvents sessionEvents = new SessionEvents();
    private volatile State state = State.WAITING;
    private volatile @Nullable ControlSession session;
    private volatile String lastReason = "";
    private @Nullable Future<ControlSession> opening;
    private @Nullable ScheduledFuture<?> retry;
    private long connectedAt;

    /** @param once give up at the first failure instead of trying again */
    ServerConnection(
            ServerAddress server,
            EventLoop loop,
            SessionOpener opener,
            Backoff backoff,
            boolean once,
            TunnelSet tunnels,
            ClientListener listener) {
        this.server = server;
        this.loop = loop;
        this.opener = opener;
        this.backoff = backoff;
        this.once = once;
        this.tunnels = new BoundTunnels(server, loop, tunnels, listener);
        this.listener = listener;
    }

    public void start() {
        loop.execute(this::connect);
    }

    /** Closes the session in order. */
    public void stop() {
        loop.execute(() -> {
            enter(State.STOPPED);
            if (session != null) {
                session.close("the client ends");
            }
            drained.forEach(old -> old.close("the client ends"));
        });
    }

    /** Asks for what {@link TunnelSet} gained and gives up what it lost. On the event loop. */
    void tunnelsChanged(List<Long> unbind, List<Long> bind) {
        @Nullable ControlSession current = session;
        if (current != null) {
            tunnels.changed(current, unbind, bind);
        }
    }

    private void connect() {
        if (state == State.STOPPED) {
            return;
        }
        enter(State.CONNECTING);
        List<Tunnel> asked = tunnels.wantedAtOnce();
        opening = opener.open(asked, sessionEvents);
        opening.addListener((Future<ControlSession> done) -> {
            if (done.isSuccess()) {
                opened(done.getNow(), asked);
            } else if (done.cause() instanceof ConnectFailure failure) {
                failed(failure);
            } else if (!done.isCancelled()) {
                failed(ConnectFailure.retry(ConnectStep.HELLO, "unexpected: " + done.cause()));
            }
        });
    }

    private void opened(ControlSession opened, List<Tunnel> asked) {
        if (state == State.STOPPED) {
            opened.close("the client ends");
            return;
        }
        session = opened;
        connectedAt = loop.ticker().nanoTime();
        enter(State.CONNECTED);
        ServerHello hello = opened.hello();
        listener.on(new ClientEvent.Connected(
                server,
                Objects.requireNonNullElse(hello.clientId(), "?"),
                Objects.requireNonNullElse(hello.node(), "?")));
        tunnels.opened(opened, asked, Objects.requireNonNullElse(hello.tunnels(), List.of()));
        giveUpWithoutTunnels();
    }

    private void giveUpWithoutTunnels() {
        if (once && tunnels.noneGranted()) {
            giveUp(ExitCode.CREDENTIAL_REFUSED, "none of the tunnels is granted to this client");
        } else if (once && tunnels.noneBound()) {
            giveUp(ExitCode.UNAVAILABLE, "the server gave none of the tunnels");
        }
    }

    private void failed(ConnectFailure failure) {
        switch (failure.then()) {
            case RETRY, NEW_SESSION -> waitAndRetry(failure.getMessage(), failure.retryAfter());
            case CREDENTIAL_REFUSED -> giveUp(ExitCode.CREDENTIAL_REFUSED, failure.getMessage());
            case CONFIGURATION_REFUSED -> giveUp(ExitCode.BAD_CONFIGURATION, failure.getMessage());
        }
    }

    private void waitAndRetry(String reason, Duration atLeast) {
        if (state == State.STOPPED) {
            return;
        }
        if (once) {
            giveUp(ExitCode.UNAVAILABLE, reason);
            return;
        }
        Duration delay = backoff.next(atLeast);
        lastReason = reason;
        enter(State.WAITING);
        listener.on(new ClientEvent.Disconnected(server, reason, delay));
        retry = loop.schedule(this::connect, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void giveUp(int exitCode, String reason) {
        if (state == State.STOPPED) {
            return;
        }
        @Nullable ControlSession current = session;
        lastReason = reason;
        enter(State.STOPPED);
        if (current != null) {
            current.close("the client ends");
        }
        listener.on(new ClientEvent.GaveUp(server, exitCode, reason));
    }

    /** The one place where the state changes. */
    private void enter(State next) {
        state = next;
        if (next != State.CONNECTING && opening != null) {
            opening.cancel(false);
            opening = null;
        }
        if (retry != null) {
            retry.cancel(false);
            retry = null;
        }
    }

    /** How the connection stands now. Any thread. */
    public View view() {
        @Nullable ControlSession current = session;
        return new View(
                server,
                state,
                lastReason,
                current == null ? null : current.hello(),
                current == null ? null : current.statistics(),
                tunnels.answers());
    }

    /** @param lastReason of the last failure; empty before the first */
    public record View(
            ServerAddress server,
            State state,
            String lastReason,
            @Nullable ServerHello hello,
            @Nullable SessionStatistics statistics,
            List<Answer> tunnels) {}

    /** A tunnel and what the server last said of it. */
    public record Answer(TunnelConfig tunnel, @Nullable BoundTunnel bound) {}

    private final class SessionEvents implements SessionListener {
        @Override
        public void bound(ControlSession of, BoundTunnel tunnel) {
            if (of == session) {
                tunnels.answered(of, tunnel);
                giveUpWithoutTunnels();
            }
        }

        @Override
        public void draining(ControlSession of, String message) {
            if (of != session) {
                return;
            }
            drained.add(of);
            session = null;
            listener.on(new ClientEvent.Draining(server, message));
            waitAndRetry("the server drains: " + message, Duration.ZERO);
        }

        @Override
        public void interrupted(ControlSession of, SessionCloseReason reason) {
            if (of == session) {
                lastReason = CloseReasonText.of(reason);
                enter(State.RESUMING);
                listener.on(new ClientEvent.Disconnected(server, lastReason, Duration.ZERO));
            }
        }

        @Override
        public void resumed(ControlSession of) {
            if (of == session) {
                enter(State.CONNECTED);
                listener.on(new ClientEvent.Resumed(server));
            }
        }

        @Override
        public void ended(ControlSession of, SessionCloseReason reason) {
            if (drained.remove(of) || of != session) {
                return;
            }
            session = null;
            if (loop.ticker().nanoTime() - connectedAt >= STABLE_AFTER.toNanos()) {
                backoff.reset();
            }
            if (once && isRevoked(reason)) { // else the next token is refused, which says the same
                giveUp(ExitCode.CREDENTIAL_REFUSED, CloseReasonText.of(reason));
                return;
            }
            waitAndRetry(CloseReasonText.of(reason), leastWait(reason));
        }

        private boolean isRevoked(SessionCloseReason reason) {
            return reason instanceof SessionCloseReason.ClosedByPeer closed && closed.code() == CloseCode.REVOKED;
        }

        private Duration leastWait(SessionCloseReason reason) {
            if (!(reason instanceof SessionCloseReason.ClosedByPeer closed)) {
                return Duration.ZERO;
            }
            Duration asked = Duration.ofMillis(closed.retryAfterMs());
            boolean superseded = closed.code() == CloseCode.SUPERSEDED;
            return superseded && asked.compareTo(SUPERSEDED_WAIT) < 0 ? SUPERSEDED_WAIT : asked;
        }
    }
}
