package dev.moosic.tunnel.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.SessionProof;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.relay.Relay;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.protocol.websocket.ClientUpgrade;
import dev.moosic.tunnel.protocol.websocket.Masking;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The least that is a tunnel client: dials, says hello, and joins each stream to the local port of its tunnel. */
final class TestTunnelClient implements SessionHandler, AutoCloseable {
    static final Duration GRACE = Duration.ofSeconds(20);

    final CompletableFuture<SessionCloseReason> closed = new CompletableFuture<>();
    final BlockingQueue<ControlPacket> packets = new LinkedBlockingQueue<>();
    private final Transport transport = Transport.detect();
    private final EventLoopGroup loops = transport.newEventLoopGroup(1, "client");
    private final Map<Long, Integer> localPorts = new ConcurrentHashMap<>();
    private final URI url;
    private volatile @Nullable Session session;
    private volatile @Nullable Lane lane;
    private volatile @Nullable Channel control;
    private volatile @Nullable ServerHello welcome;
    private long generation;

    TestTunnelClient(URI url) {
        this.url = url;
    }

    /** The tunnel that leads to {@code localPort}. */
    Tunnel tcp(long id, int localPort, int remotePort) {
        localPorts.put(id, localPort);
        return new Tunnel(id, "t" + id, Tunnel.Type.TCP, remotePort, null, null);
    }

    ServerHello connect(String token, String instance, Tunnel... tunnels) throws Exception {
        return say(ClientHello.newSession(token, instance, "test", List.of(tunnels)));
    }

    /** Comes back over a new control connection after the last one was cut. */
    ServerHello resume(String token, String instance) throws Exception {
        Lane present = Objects.requireNonNull(lane);
        long received = present.eventLoop()
                .submit(() -> {
                    present.detach();
                    return present.received();
                })
                .get();
        generation++;
        return say(resumption(token, instance, generation, received));
    }

    /** A hello that resumes the session, with its proof. */
    ClientHello resumption(String token, String instance, long attempt, long received) {
        ServerHello opened = Objects.requireNonNull(welcome);
        String id = Objects.requireNonNull(opened.session());
        String proof =
                SessionProof.of(Objects.requireNonNull(opened.secret()), Intent.RESUME, id, 0, attempt, received);
        return new ClientHello(1, Intent.RESUME, token, instance, "test", null, id, 0, attempt, received, proof);
    }

    ServerHello say(ClientHello hello) throws Exception {
        CompletableFuture<ServerHello> answer = new CompletableFuture<>();
        Channel channel = new Bootstrap()
                .group(loops)
                .channel(transport.socketChannel())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel dialled) {
                        dialled.pipeline()
                                .addLast(new ClientUpgrade(
                                        url,
                                        EmptyHttpHeaders.INSTANCE,
                                        Masking.RANDOM,
                                        new Hello(hello, answer),
                                        dialled.newPromise()));
                    }
                })
                .connect(new InetSocketAddress("127.0.0.1", url.getPort()))
                .sync()
                .channel();
        control = channel;
        return answer.get(10, TimeUnit.SECONDS);
    }

    Session session() {
        return Objects.requireNonNull(session);
    }

    Lane lane() {
        return Objects.requireNonNull(lane);
    }

    /** What each tunnel asked for got. */
    static List<BoundTunnel> tunnels(ServerHello hello) {
        assertThat(hello.status()).as("%s", hello).isEqualTo(ServerHello.Status.SUCCESS);
        return Objects.requireNonNull(hello.tunnels());
    }

    /** The remote port of the first tunnel. */
    static int port(ServerHello hello) {
        BoundTunnel first = tunnels(hello).get(0);
        assertThat(first.error()).isNull();
        return first.port();
    }

    static BoundTunnel.Failure error(BoundTunnel tunnel) {
        return Objects.requireNonNull(tunnel.error(), "the tunnel is bound");
    }

    /** Cuts the control connection as a router does that forgets it. */
    void cut() throws Exception {
        Channel present = Objects.requireNonNull(control);
        ((SocketChannel) present).config().setSoLinger(0);
        present.close().sync();
    }

    private final class Hello extends ChannelInboundHandlerAdapter {
        private final ClientHello hello;
        private final CompletableFuture<ServerHello> answer;

        Hello(ClientHello hello, CompletableFuture<ServerHello> answer) {
            this.hello = hello;
            this.answer = answer;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(hello);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object packet) {
            if (!(packet instanceof ServerHello server)) {
                ReferenceCountUtil.release(packet);
                answer.completeExceptionally(new AssertionError("no ServerHello but " + packet));
                return;
            }
            if (server.status() == ServerHello.Status.SUCCESS) {
                ctx.pipeline().remove(this);
                take(ctx.channel(), server);
            }
            answer.complete(server);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            answer.completeExceptionally(new AssertionError("closed without a ServerHello"));
        }
    }

    private void take(Channel channel, ServerHello server) {
        if (session == null) {
            welcome = server;
            Session opened = new Session(
                    Session.Role.DIALER,
                    Objects.requireNonNull(server.session()),
                    SessionSettings.defaults().withGrace(GRACE),
                    this);
            session = opened;
            lane = opened.addLane(channel);
        } else {
            Objects.requireNonNull(lane).resume(channel, server.received());
        }
    }

    @Override
    public void streamOpened(StreamChannel stream) {
        Integer port = localPorts.get(stream.init().tunnelId());
        if (port == null) {
            stream.refuse(RefusalCode.NO_SUCH_TUNNEL, "no such tunnel");
            return;
        }
        stream.config().setAutoRead(false);
        new Bootstrap()
                .group(stream.eventLoop())
                .channel(transport.socketChannel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect("127.0.0.1", port)
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        Relay.join((SocketChannel) connected.channel(), stream, (sent, taken, reason) -> {});
                    } else {
                        stream.refuse(RefusalCode.CONNECTION_REFUSED, "nothing listens");
                    }
                });
    }

    @Override
    public void received(Lane from, ControlPacket packet) {
        packets.add(packet);
    }

    @Override
    public void closed(Session ended, SessionCloseReason reason) {
        closed.complete(reason);
    }

    /** Ends the session in order, so that nothing is left waiting to be sent again. */
    @Override
    public void close() {
        Session open = session;
        if (open != null) {
            open.close(CloseCode.NORMAL, 0, "the test is over");
            closed.join();
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
