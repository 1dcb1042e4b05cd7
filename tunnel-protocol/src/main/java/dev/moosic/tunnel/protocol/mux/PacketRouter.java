package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.Ack;
import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Credit;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.PacketType;
import dev.moosic.tunnel.protocol.packet.Ping;
import dev.moosic.tunnel.protocol.packet.Pong;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import dev.moosic.tunnel.protocol.packet.Refused;
import dev.moosic.tunnel.protocol.packet.Reset;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import dev.moosic.tunnel.protocol.packet.Unknown;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a lane: counts the sequenced packets and takes each to its stream, to the session's handler or
 * to the lane's own bookkeeping. On the lane's event loop.
 */
final class PacketRouter {
    private final Lane lane;
    private final StreamTable streams;
    private final LaneOutput output;
    private final AckSchedule acks;
    private final Liveness liveness;

    PacketRouter(Lane lane, StreamTable streams, LaneOutput output, AckSchedule acks, Liveness liveness) {
        this.lane = lane;
        this.streams = streams;
        this.output = output;
        this.acks = acks;
        this.liveness = liveness;
    }

    /**
     * Takes a packet and ownership of it.
     *
     * @throws ProtocolException if the peer broke the protocol
     */
    void route(ControlPacket packet) {
        switch (packet.type()) {
            case PING -> output.sendUnsequenced(new Pong(((Ping) packet).opaque()));
            case PONG -> liveness.pong((Pong) packet);
            case ACK -> output.unacknowledged().acknowledge(((Ack) packet).taken());
            case CLOSE -> lane.session().closedByPeer((Close) packet);
            case DATA -> data((Data) packet);
            case INIT -> {
                acks.count(1);
                streams.checkOpenedByPeer(packet.streamId());
                lane.accept((Init) packet);
            }
            case END -> {
                StreamChannel stream = counted(packet);
                if (stream != null) {
                    stream.receiveEnd();
                }
            }
            case CREDIT -> {
                StreamChannel stream = counted(packet);
                if (stream != null) {
                    stream.receiveCredit(((Credit) packet).limit());
                }
            }
            case RESET -> {
                StreamChannel stream = counted(packet);
                if (stream != null) {
                    Reset reset = (Reset) packet;
                    stream.abort(new ResetByPeer(reset.code(), reset.message()));
                }
            }
            case REFUSED -> refused((Refused) packet);
            case BIND, UNBIND, RENEW -> toHandler(packet, Session.Role.ACCEPTOR);
            case BOUND, DRAIN -> toHandler(packet, Session.Role.DIALER);
            case CLIENT_HELLO, SERVER_HELLO ->
                throw new ProtocolException(packet.type() + " after the handshake, expected none");
            case UNKNOWN -> {
                if (PacketType.isSequenced(((Unknown) packet).code())) {
                    acks.count(1);
                }
            }
        }
    }

    private void data(Data data) {
        try {
            int bytes = data.content().readableBytes();
            if (bytes == 0) {
                throw new ProtocolException("empty Data, expected at least one byte");
            }
            acks.count(bytes);
            StreamChannel stream = streams.find(data.streamId());
            if (stream != null) {
                lane.session().counters().received(bytes);
                liveness.probe();
                stream.receiveData(data.content().retain());
            }
        } finally {
            ReferenceCountUtil.release(data);
        }
    }

    private void refused(Refused refused) {
        StreamChannel stream = counted(refused);
        if (!streams.isOwn(refused.streamId())) {
            throw new ProtocolException(
                    "Refused for stream " + Long.toUnsignedString(refused.streamId()) + ", which its sender opened");
        }
        if (stream != null) {
            stream.abort(new RefusedByPeer(refused.code(), refused.message()));
        }
    }

    private void toHandler(ControlPacket packet, Session.Role legalFor) {
        acks.count(1);
        Session session = lane.session();
        if (session.role() != legalFor) {
            throw new ProtocolException(packet.type() + " is not legal for the " + session.peerRole());
        }
        session.handler().received(lane, packet);
    }

    private @Nullable StreamChannel counted(ControlPacket packet) {
        acks.count(1);
        return streams.find(packet.streamId());
    }
}
