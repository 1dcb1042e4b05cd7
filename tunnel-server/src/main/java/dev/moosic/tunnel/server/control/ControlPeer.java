package dev.moosic.tunnel.server.control;

import io.netty.channel.EventLoop;
import java.net.SocketAddress;

/**
 * The other end of a control connection, before it has said who it is.
 *
 * @param address where it comes from
 * @param dialled how it reached this server
 * @param loop where its channel lives
 */
record ControlPeer(SocketAddress address, PublicAddress dialled, EventLoop loop) {}
