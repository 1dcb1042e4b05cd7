package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedTunnel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An {@link HttpTunnel} of a session on this node; equal to another of the same session and tunnel. */
record SessionHttpTunnel(ConnectedClient client, ConnectedTunnel tunnel) implements HttpTunnel {
    /** By session and id, since pooled streams are looked up by it with each request. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SessionHttpTunnel that && that.client == client && that.tunnel.id() == tunnel.id();
    }

    @Override
    public int hashCode() {
        return 31 * System.identityHashCode(client) + Long.hashCode(tunnel.id());
    }

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
    public List<BasicUser> users() {
        return tunnel.users();
    }

    @Override
    public boolean hasRoomForStream() {
        return client.allowance().hasRoomForStream();
    }

    @Override
    public Duration takeRequest() {
        return client.allowance().takeRequest();
    }

    @Override
    public boolean allows(InetAddress address) {
        return tunnel.allows(address);
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
