package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/**
 * A bound {@code http} tunnel of a client whose session is here. Equal to another of the same session and tunnel: kept-alive
 * streams are pooled under it.
 */
public interface HttpTunnel {

    ClientId clientId();

    /** What {@code Init} names it by. */
    long tunnelId();

    String name();

    Tunnel.Access access();

    /** Who may call it with access {@code basic}. */
    default List<BasicUser> users() {
        return List.of();
    }

    /** Whether one more stream may be opened. */
    boolean hasRoomForStream();

    /** Counts a request: zero if it may go, else after how long the next one may. */
    Duration takeRequest();

    /** Whether it may be reached from this address. */
    default boolean allows(InetAddress address) {
        return true;
    }

    /**
     * The event loop of the lane for a next stream; the public channel moves there first.
     *
     * @throws IllegalStateException if the session is over
     */
    EventLoop eventLoop();

    /**
     * Opens a stream as {@code Lane.open} does. On {@code loop}, which {@link #eventLoop} returned for it.
     *
     * @param initializer fills the stream's pipeline
     * @throws IllegalStateException if the session is over
     */
    DuplexChannel open(EventLoop loop, Init init, ChannelHandler initializer);
}
