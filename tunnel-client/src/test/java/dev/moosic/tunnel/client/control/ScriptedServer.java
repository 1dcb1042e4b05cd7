package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.protocol.websocket.ServerUpgrade;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel server for tests, made of the protocol module: answers hellos and posts as the test says, runs real sessions,
 * resumes them, and can cut its control connections.
 */
public final class ScriptedServer implements AutoCloseable, SessionHandler {
    /** Set before a client connects: what hellos get; by default a session with every tunnel bound. */
    public volatile Function<ClientHello, @Nullable ServerHello> hello = this::welcome;

    /** What posts get: status and JSON by path and body; by default a token. */
    public volatile BiFunction<String, String, Answer> posts =
            (path, body) -> new Answer(200, "{\"token\":\"token\",\"expires_in\":600}");

    /** Added to the answers of posts. */
    public volatile @Nullable String date;

    /** Answers the upgrade with this status if not 101. */
    public volatile int upgradeStatus = 101;

    /** The body of that answer. */
    public volatile String upgradeProblem = "";

    /** Answers to {@link #posts}. */
    public record Answer(int status, String json) {}

    public final BlockingQueue<ClientHello> hellos = new LinkedBlockingQueue<>();
    public final BlockingQueue<ControlPacket> packets = new LinkedBlockingQueue<>();
    public final BlockingQueue<SessionCloseReason> closed = new LinkedBlockingQueue<>();
    public final List<Channel> controls = new CopyOnWriteArrayList<>();
    public volatile @Nullable Session session;
    public volatile Duration grace = Duration.ofSeconds(30);

    private final Transport transport = Transport.detect();
    private final EventLoopGroup group = transport.newEventLoopGroup(1, "scripted-server");
    private final boolean tls;
    private final Channel listener;

    public ScriptedServer() {
        this(null, 0);
    }

    /** @param context for TLS, or {@code null} */
    public ScriptedServer(@Nullable SslContext context, int port) {
        tls = context != null;
        listener = new ServerBootstrap()
                .group(group)
                .channel(transport.serverSocketChannel())
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (context != null) {
                            channel.pipeline().addLast(context.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast("http", new HttpServerCodec())
                                .addLast("whole", new HttpObjectAggregator(65_536))
                                .addLast("requests", new Requests());
                    }
                })
                .bind("127.0.0.1", port)
                .syncUninterruptibly()
                .channel();
    }

    public ServerAddress address() {
        return new ServerAddress(tls, "127.0.0.1", port());
    }

    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** A success that binds everything at {@code public.example:PORT}. */
    public ServerHello welcome(ClientHello asked) {
        List<BoundTunnel> bound = Objects.requireNonNullElse(asked.tunnels(), List.<Tunnel>of()).stream()
                .map(ScriptedServer::bound)
                .toList();
        return new ServerHello(
                1,
                ServerHello.Status.SUCCESS,
                null,
                0,
                "12345",
                "session-1",
                "c2VjcmV0",
                "node-1",
                null,
                bound,
                0,
                grace.toMillis(),
                System.currentTimeMillis());
    }

    public static BoundTunnel bound(Tunnel tunnel) {
        return tunnel.type() == Tunnel.Type.TCP
                ? BoundTunnel.at(tunnel, "public.example:" + (20_000 + tunnel.id()), (int) (20_000 + tunnel.id()))
                : BoundTunnel.at(tunnel, "https://12345.public.example/", 0);
    }

    /** The next hello that comes, within 20 s. */
    public ClientHello nextHello() throws InterruptedException {
        return Objects.requireNonNull(hellos.poll(20, TimeUnit.SECONDS), "no hello within 20 s");
    }

    /** The next packet beside streams, within 20 s. */
    public ControlPacket nextPacket() throws InterruptedException {
        return Objects.requireNonNull(packets.poll(20, TimeUnit.SECONDS), "no packet within 20 s");
    }

    public Lane lane() {
        Awaitility.await()
                .until(() -> session != null
                        && !Objects.requireNonNull(session).lanes().isEmpty());
        return Objects.requireNonNull(session).lane();
    }

    /** Cuts every control connection, as a router that restarts does. */
    public void cut() {
        controls.forEach(Channel::close);
    }

    @Override
    public void streamOpened(StreamChannel stream) {
        throw new IllegalStateException("a client opens no streams");
    }

    @Override
    public void received(Lane lane, ControlPacket packet) {
        packets.add(packet);
    }

    @Override
    public void closed(Session over, SessionCloseReason reason) {
        closed.add(reason);
    }

    /** Ends the session, if there is one, and stops listening. */
    @Override
    public void close() {
        Session present = session;
        if (present != null && present.isOpen()) {
            present.close(CloseCode.GOING_AWAY, 0, "the test is over");
            Awaitility.await().until(() -> !closed.isEmpty());
        }
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (ServerUpgrade.isControlUpgrade(request) && upgradeStatus == 101) {
                ServerUpgrade.accept(ctx, request, List.of("http", "whole", "requests"), new Hellos());
                return;
            }
            Answer answer = ServerUpgrade.isControlUpgrade(request)
                    ? new Answer(upgradeStatus, upgradeProblem)
                    : posts.apply(request.uri(), request.content().toString(StandardCharsets.UTF_8));
            FullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    HttpResponseStatus.valueOf(answer.status()),
                    ByteBufUtil.writeUtf8(ctx.alloc(), answer.json()));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
            if (!upgradeProblem.isEmpty()) {
                response.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
            }
            if (date != null) {
                response.headers().set(HttpHeaderNames.DATE, date);
            }
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private final class Hellos extends SimpleChannelInboundHandler<ControlPacket> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ControlPacket packet) {
            ClientHello asked = (ClientHello) packet;
            hellos.add(asked);
            controls.add(ctx.channel());
            ServerHello answer = hello.apply(asked);
            if (answer == null) {
                return;
            }
            if (answer.status() != ServerHello.Status.SUCCESS) {
                ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
                return;
            }
            if (asked.intent() == ClientHello.Intent.RESUME) {
                resume(ctx, asked, answer);
                return;
            }
            ctx.pipeline().remove(this);
            ctx.writeAndFlush(answer);
            Session opened = new Session(
                    Session.Role.ACCEPTOR,
                    "session-1",
                    SessionSettings.defaults().withGrace(grace),
                    ScriptedServer.this);
            session = opened;
            opened.addLane(ctx.channel());
        }

        private void resume(ChannelHandlerContext ctx, ClientHello asked, ServerHello answer) {
            Lane lane = Objects.requireNonNull(session).lanes().get(asked.lane());
            lane.detach();
            ctx.pipeline().remove(this);
            ctx.writeAndFlush(new ServerHello(
                    1,
                    ServerHello.Status.SUCCESS,
                    null,
                    0,
                    answer.clientId(),
                    answer.session(),
                    null,
                    answer.node(),
                    null,
                    null,
                    lane.received(),
                    grace.toMillis(),
                    answer.time()));
            lane.resume(ctx.channel(), asked.received());
        }
    }
}
