package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.Init;
import dev.moosic.tunnel.protocol.relay.Relay;
import dev.moosic.tunnel.server.net.AddressText;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;

/** Makes streams of remote connections. On the event loop of the connection, which is the one of its client's lane. */
final class RemoteStreams {
    private final RemoteObserver observer;

    RemoteStreams(RemoteObserver observer) {
        this.observer = observer;
    }

    /** Opens a stream to the client for {@code remote}, and joins the two until both have ended. */
    void processTcpStream(RemoteHolder holder, Lane lane, RemoteConnection connection, SocketChannel remote) {
        if (!holder.client().grants().allowsPort(connection.port())) {
            RemoteReset.registered(remote);
            observer.rejected(connection, "not_granted");
            return;
        }
        Init init = Init.to(
                holder.tunnel().id(), AddressText.of(connection.source()), AddressText.of(remote.localAddress()));
        observer.opened(connection, remote.eventLoop() != lane.eventLoop());
        lane.open(init, new ChannelInitializer<StreamChannel>() {
            @Override
            protected void initChannel(StreamChannel stream) {
                Relay.join(remote, stream, new RemoteRelay(connection, observer));
            }
        });
    }
}
