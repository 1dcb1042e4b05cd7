package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelChanges;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.local.LocalServices;
import dev.moosic.tunnel.client.proxy.ProxyRoutes;
import dev.moosic.tunnel.client.socket.NameLookup;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client's connection to one server with real sockets, its tokens made up. */
final class ClientUnderTest implements AutoCloseable {
    final BlockingQueue<ClientEvent> events = new LinkedBlockingQueue<>();
    final LocalServices services;
    final ServerConnections connections;
    final EventLoop loop;
    private final Duration tokenLifetime;

    private final NameLookup names = new NameLookup();
    private final EventLoopGroup group;
    private final TunnelSet tunnels;

    ClientUnderTest(ServerAddress server, TunnelConfig... configured) throws Exception {
        this(server, null, null, false, Duration.ofMinutes(10), configured);
    }

    ClientUnderTest(
            ServerAddress server,
            @Nullable ProxyAddress proxy,
            @Nullable String pin,
            boolean once,
            Duration tokenLifetime,
            TunnelConfig... configured)
            throws Exception {
        this.tokenLifetime = tokenLifetime;
        Transport transport = Transport.detect();
        group = transport.newEventLoopGroup(1, "client-under-test");
        loop = group.next();
        SocketDialer sockets = new SocketDialer(transport, names);
        ServerDialer dialer = new ServerDialer(
                sockets, new ProxyRoutes(proxy, Map.of()), new ServerTrust(pin, null, PassedTime.unknown()));
        services = new LocalServices(sockets);
        tunnels = new TunnelSet(List.of(configured));
        services.replace(tunnels.byId());
        ControlHandshake handshake =
                new ControlHandshake(dialer, loop, this::token, services::accept, Mask.ZERO, !once);
        connections = new ServerConnections(List.of(server), loop, handshake, once, tunnels, events::add);
        connections.start();
    }

    private Future<TunnelToken> token(ServerAddress server) {
        return loop.newSucceededFuture(new TunnelToken("token", tokenLifetime));
    }

    static TunnelConfig tcp(String name, int localPort) {
        return tcp(name, localPort, 0, false);
    }

    static TunnelConfig tcp(String name, int localPort, int remotePort, boolean proxyProtocol) {
        return new TunnelConfig(
                name,
                Tunnel.Type.TCP,
                new LocalAddress("127.0.0.1", localPort),
                remotePort,
                List.of(),
                Tunnel.Access.TOKEN,
                proxyProtocol,
                Duration.ofMillis(500));
    }

    /** Puts other tunnels in force, as an edit of the configuration does. */
    void replace(TunnelConfig... wanted) throws Exception {
        loop.submit(() -> {
                    TunnelChanges changes = connections.replaceTunnels(List.of(wanted));
                    services.replace(changes.tunnels());
                })
                .sync();
    }

    /** The next event of a type, within 20 s; others before it are passed over. */
    <E extends ClientEvent> E next(Class<E> type) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        List<ClientEvent> passedOver = new ArrayList<>();
        while (true) {
            ClientEvent event = events.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (type.isInstance(event)) {
                return type.cast(event);
            }
            if (event == null) {
                throw new AssertionError("no " + type.getSimpleName() + " within 20 s, but " + passedOver);
            }
            passedOver.add(event);
        }
    }

    @Override
    public void close() {
        connections.stop();
        connections.ended().join();
        names.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
