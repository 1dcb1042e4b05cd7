package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.ServerHello;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;

/** What comes of a {@code ClientHello}. */
sealed interface HandshakeOutcome {

    /** What the client is answered. */
    ServerHello answer();

    /** The control connection is closed after the answer. */
    record Refused(ServerHello answer) implements HandshakeOutcome {}

    /**
     * The control connection goes on as a lane.
     *
     * @param loop where the lane lives; the channel moves there before the answer
     * @param proceed takes the channel over, right after the answer was written; on {@code loop}
     * @param abandon undoes what was made ready, if the channel closed before {@code proceed}
     */
    record Accepted(ServerHello answer, EventLoop loop, Consumer<Channel> proceed, Runnable abandon)
            implements HandshakeOutcome {}
}
