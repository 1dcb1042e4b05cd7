package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import dev.moosic.tunnel.server.api.Admission.Admitted;
import dev.moosic.tunnel.server.net.EventLoopMove;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request to a client's local service, and its response. Finds and authorises, moves the caller's channel to the
 * lane's event loop, forwards the request with backpressure, and ends everything in order whoever goes first; the
 * response is {@link ResponseForwarder}'s.
 */
final class Exchange implements CallerRequest, Delivered {
    /** A request that must not be sent twice goes only over a connection whose end would have been noticed by now. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration STREAMS_RETRY = Duration.ofSeconds(1);
    private static final Duration DRAIN_RETRY = Duration.ofSeconds(1);

    private enum State {
        /** Finding the tunnel, authorising, moving. To FORWARDING, or DONE by a refusal. */
        ADMITTING,
        /** On a local connection. To DONE by the end of the response or of either side. */
        FORWARDING,
        /** Answered, cut off, or handed over to a relay. */
        DONE
    }

    private final ExchangeServices services;
    private final CallerConnection caller;
    private final HttpRequest head;
    private final RelayTarget target;
    private final DeliveryMode mode;
    private final Origin origin;
    private final @Nullable CallerCheck known;
    private final ExchangeLog log;
    private State state = State.ADMITTING;
    private @Nullable LocalRequest request;
    private @Nullable LocalConnection local;
    private @Nullable ResponseForwarder response;

    /**
     * @param known says who the caller is; null: its credentials do
     * @throws ProblemException if the request asks for a delivery that there is not
     */
    Exchange(
            ExchangeServices services,
            CallerConnection caller,
            HttpRequest head,
            RelayTarget target,
            @Nullable CallerCheck known)
            throws ProblemException {
        this.services = services;
        this.caller = caller;
        this.head = head;
        this.target = target;
        this.mode = DeliveryMode.of(head.headers());
        this.origin = Origin.of(caller.channel(), head.headers(), services.proxies());
        this.known = known;
        this.log = new ExchangeLog(services.observer(), target, origin, head);
    }

    @Override
    public void start() {
        if (services.forwarding().isLoop(head.headers())) {
            refuse(Problem.loop("the request has come back to this server, or through too many tunnels:"
                    + " the local service must not be the tunnel server itself"));
        } else if (services.draining().getAsBoolean()) {
            caller.closeAfterResponse();
            refuse(Problem.unavailable("this server is shutting down", DRAIN_RETRY));
        } else {
            CompletableFuture<ClientState> found = services.tunnels()
                    .find(target.client(), target.request().host())
                    .toCompletableFuture();
            if (found.isDone()) {
                identify(found.join());
            } else {
                found.thenAccept(result -> caller.channel().eventLoop().execute(() -> identify(result)));
            }
        }
    }

    private void identify(ClientState client) {
        if (state != State.ADMITTING) {
            return;
        }
        CompletableFuture<CallerCheck> identified = (known != null
                        ? CompletableFuture.completedStage(known)
                        : services.admission().identify(head, target, origin, client))
                .toCompletableFuture();
        if (identified.isDone()) {
            admit(identified.join(), client);
        } else {
            identified.thenAccept(check -> caller.channel().eventLoop().execute(() -> admit(check, client)));
        }
    }

    private void admit(CallerCheck check, ClientState client) {
        if (state != State.ADMITTING) {
            return;
        }
        try {
            Admitted admitted = services.admission().admit(head, target, origin, check, client);
            log.authorised(admitted.caller());
            request = LocalRequest.of(head, target, admitted.caller(), origin, services.forwarding());
            HttpTunnel tunnel = admitted.tunnel();
            EventLoop loop = tunnel.eventLoop();
            Caller who = admitted.caller();
            EventLoopMove.move(caller.channel(), loop, () -> connect(tunnel, loop, who, false));
        } catch (ProblemException e) {
            log.refused(e.problem());
            refuse(e.problem());
        } catch (IllegalStateException sessionOver) {
            refuse(LocalFailure.problem(LocalFailure.SESSION_OVER));
        }
    }

    private Init init(HttpTunnel tunnel, Caller who) {
        String destination = NetUtil.toSocketAddressString(
                (InetSocketAddress) caller.channel().localAddress());
        return new Init(0, tunnel.tunnelId(), origin.source(), destination, null, who.subject(), 0);
    }

    private void connect(HttpTunnel tunnel, EventLoop loop, Caller who, boolean anew) {
        LocalRequest outgoing = request;
        if (state == State.DONE || outgoing == null) {
            return;
        }
        StreamPool pool = services.pools().of(loop);
        LocalConnection connection =
                anew ? null : pool.take(tunnel, outgoing.isRepeatable() ? StreamPool.IDLE_TIMEOUT : FRESH);
        boolean reused = connection != null;
        if (connection == null && !tunnel.hasRoomForStream() && !pool.closeIdle(tunnel.clientId())) {
            fail(
                    Problem.tooMany(
                            "client " + tunnel.clientId() + " has as many streams as it may have", STREAMS_RETRY),
                    "streams_per_client");
            return;
        }
        if (connection == null) {
            try {
                connection = new LocalConnection(tunnel, pool, loop, init(tunnel, who));
            } catch (IllegalStateException sessionOver) {
                fail(LocalFailure.problem(LocalFailure.SESSION_OVER), LocalFailure.outcome(LocalFailure.SESSION_OVER));
                return;
            }
        }
        local = connection;
        state = State.FORWARDING;
        log.forwarded(tunnel, reused);
        Runnable again = reused && outgoing.isRepeatable() ? () -> connect(tunnel, loop, who, true) : null;
        ResponseForwarder forwarder = new ResponseForwarder(this, caller, connection, outgoing, log, again);
        response = forwarder;
        forwarder.deliverBy(mode.newDelivery(caller, connection, this, services.spool()));
        connection.begin(forwarder, outgoing.head());
        if (state == State.FORWARDING && local == connection) {
            caller.deadline().set(services.settings().responseHeadTimeout(), this::overdue);
            if (!outgoing.hasBody()) {
                connection.channel().flush();
            }
            caller.proceed();
        }
    }

    /** The connection broke before it answered, and the request may be sent once more. */
    void retry(Runnable again) {
        local = null;
        state = State.ADMITTING;
        again.run();
    }

    @Override
    public boolean acceptsContent() {
        return state != State.ADMITTING;
    }

    @Override
    public boolean wantsContent() {
        LocalConnection connection = local;
        return state == State.FORWARDING
                && connection != null
                && connection.channel().isWritable();
    }

    @Override
    public void content(HttpContent content) {
        LocalConnection connection = local;
        LocalRequest outgoing = request;
        if (state != State.FORWARDING || connection == null || outgoing == null || !outgoing.hasBody()) {
            content.release();
            return;
        }
        log.fromCaller(content.content().readableBytes());
        if (response != null && !response.isAnswered()) {
            caller.deadline()
                    .set(
                            content instanceof LastHttpContent
                                    ? services.settings().responseHeadTimeout()
                                    : services.settings().bodyStall(),
                            this::overdue);
        }
        if (content instanceof LastHttpContent last) {
            HopByHop.stripTrailers(last.trailingHeaders());
        }
        connection.channel().write(content);
    }

    @Override
    public void contentReadComplete() {
        LocalConnection connection = local;
        if (state == State.FORWARDING && connection != null) {
            connection.channel().flush();
        }
    }

    @Override
    public void contentBroken() {
        fail(
                Problem.badRequest("the request's body is not well-formed: a chunk breaks RFC 9112 section 7.1"),
                "bad_request");
    }

    @Override
    public void callerWritabilityChanged() {
        if (response != null) {
            response.callerWritabilityChanged();
        }
    }

    @Override
    public void callerGone() {
        end("caller_gone");
    }

    /** The response's head is on its way: from here on there is no limit of time. */
    void answered() {
        caller.deadline().clear();
    }

    /** The whole response was read: the local connection is free again. */
    void localFinished(boolean keepAlive) {
        LocalConnection connection = local;
        local = null;
        if (connection != null && caller.isRequestDone()) {
            connection.finish(keepAlive);
        } else if (connection != null) {
            connection.cancel();
        }
    }

    @Override
    public void written() {
        state = State.DONE;
        log.ended("ok");
        caller.responseEnded();
    }

    /** Ends the exchange with an error: as an answer if none has begun, else by cutting the answer off. */
    void fail(Problem problem, String outcome) {
        if (state == State.DONE) {
            return;
        }
        boolean committed = response != null && response.isCommitted();
        if (!committed) {
            log.answered(problem.status().code());
        }
        end(outcome);
        if (committed) {
            caller.abort();
        } else {
            caller.answer(problem);
            caller.proceed(); // The rest of a request that was admitted only later still waits.
        }
    }

    @Override
    public void failed(Problem problem, String outcome) {
        fail(problem, outcome);
    }

    /** The local connection ended before its response did. */
    void broken(CloseReason reason) {
        local = null;
        fail(LocalFailure.problem(reason), LocalFailure.outcome(reason));
    }

    /** A 101 was written: the caller and the stream are joined, whatever they speak from here on. */
    void upgraded() {
        LocalConnection connection = local;
        if (connection == null) {
            return;
        }
        state = State.DONE;
        local = null;
        UpgradedRelay.join((DuplexChannel) caller.channel(), caller, connection, log);
    }

    private void refuse(Problem problem) {
        if (state == State.ADMITTING) {
            fail(problem, "refused");
        }
    }

    private void overdue() {
        if (state != State.FORWARDING) {
            return;
        }
        Channel stream = local == null ? caller.channel() : local.channel();
        if (caller.isRequestDone() || !stream.isWritable()) {
            fail(
                    Problem.of(
                            HttpResponseStatus.GATEWAY_TIMEOUT,
                            "the local service did not answer within "
                                    + services.settings().responseHeadTimeout().toSeconds() + " s"),
                    "local_timeout");
        } else {
            fail(
                    Problem.of(
                            HttpResponseStatus.REQUEST_TIMEOUT,
                            "the request's body stopped for "
                                    + services.settings().bodyStall().toSeconds() + " s"),
                    "body_stalled");
        }
    }

    private void end(String outcome) {
        if (state == State.DONE) {
            return;
        }
        state = State.DONE;
        LocalConnection connection = local;
        local = null;
        if (response != null) {
            response.cancel();
        }
        if (connection != null) {
            connection.cancel();
        }
        log.ended(outcome);
    }
}
