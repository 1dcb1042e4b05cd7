package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedTunnel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;

/** An {@link HttpTunnel} of a session on this node; equal to another of the same session and tunnel. */
record SessionHttpTunnel(ConnectedClient client, ConnectedTunnel tunnel) implements HttpTunnel {
    @Override
    public ClientId clientId() {
        return client.id();
    }

    @Override
    public long tunnelId() {
        return tunnel.id();
    }

    @Override
    public String name() {
        return tunnel.name();
    }

    @Override
    public Tunnel.Access access() {
        return tunnel.access();
    }

    @Override
    public EventLoop eventLoop() {
        return client.lane().eventLoop();
    }

    @Override
    public DuplexChannel open(EventLoop loop, Init init, ChannelHandler initializer) {
        return client.laneOn(loop).open(init, initializer);
    }
}
