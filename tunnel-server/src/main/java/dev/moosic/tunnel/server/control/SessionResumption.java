package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import io.netty.channel.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code RESUME} and {@code LANE}, {@code docs/protocol.md} sections 5 and 9: a control connection that joins a session
 * there is. Any thread.
 */
final class SessionResumption {
    private static final Logger log = LoggerFactory.getLogger(SessionResumption.class);

    /** Lanes of one session at once. */
    static final int MAX_LANES = 8;

    private final SessionDirectory sessions;
    private final ServerHelloFactory answers;

    SessionResumption(SessionDirectory sessions, ServerHelloFactory answers) {
        this.sessions = sessions;
        this.answers = answers;
    }

    /** @return fails with {@link HandshakeException} {@code unknown_session} if there is nothing to join */
    CompletionStage<HandshakeOutcome> continueSession(ClientHello hello, Credential credential, ControlPeer peer) {
        ClientSession session = sessions.find(String.valueOf(hello.session()));
        if (session == null
                || !session.client().id().equals(credential.claims().clientId())
                || !session.admits(hello)) {
            throw unknown("no session of that id waits here, or the proof does not fit");
        }
        return hello.intent() == Intent.RESUME ? resume(session, hello) : addLane(session, hello, peer);
    }

    private CompletionStage<HandshakeOutcome> resume(ClientSession session, ClientHello hello) {
        Lane lane = lane(session, hello.lane());
        return CompletableFuture.supplyAsync(
                () -> {
                    lane.detach();
                    if (!lane.keeps(hello.received())) {
                        throw unknown("packets before the ones received last are gone: received " + hello.received());
                    }
                    return new HandshakeOutcome.Accepted(
                            answers.continued(session, lane.received()),
                            lane.eventLoop(),
                            channel -> resume(session, lane, channel, hello),
                            () -> {});
                },
                lane.eventLoop());
    }

    private static void resume(ClientSession session, Lane lane, Channel channel, ClientHello hello) {
        if (!session.isLatest(hello) || !session.session().isOpen()) {
            channel.close();
            return;
        }
        lane.resume(channel, hello.received());
        log.info(
                "client resumed client={} session={} lane={} generation={}",
                session.client().id(),
                session.session().id(),
                lane.number(),
                hello.generation());
        session.client().becameReachable();
    }

    private static Lane lane(ClientSession session, int number) {
        for (Lane lane : session.session().lanes()) {
            if (lane.number() == number) {
                return lane;
            }
        }
        throw unknown("the session has no lane " + number + ", or it is over");
    }

    private CompletionStage<HandshakeOutcome> addLane(ClientSession session, ClientHello hello, ControlPeer peer) {
        if (session.session().lanes().size() >= MAX_LANES || !session.isNextLane(hello.lane())) {
            throw new HandshakeException(
                    Status.BAD_REQUEST,
                    "lane " + hello.lane() + " is not the next one of the session, or it has " + MAX_LANES
                            + " already");
        }
        return CompletableFuture.completedFuture(new HandshakeOutcome.Accepted(
                answers.continued(session, 0),
                peer.loop(),
                channel -> session.session().addLane(channel),
                () -> {}));
    }

    private static HandshakeException unknown(String message) {
        return new HandshakeException(Status.UNKNOWN_SESSION, message + ": start a NEW session");
    }
}
