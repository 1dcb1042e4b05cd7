package dev.moosic.tunnel.client.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code status} on a free loopback port, only to who can read the data folder: the credential lies there, for
 * its owner alone. A client that cannot open it runs on without.
 */
public final class StatusServer implements AutoCloseable {
    static final String SCHEME = "Bearer ";

    private static final Logger log = LoggerFactory.getLogger(StatusServer.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_REQUEST_BYTES = 4_096;
    private static final int READ_TIMEOUT_SECONDS = 5;
    private static final int CREDENTIAL_BYTES = 32;

    private final Path folder;
    private final String credential;
    private final Supplier<ClientReport> report;
    private @Nullable Channel listener;

    private StatusServer(Path folder, Supplier<ClientReport> report) {
        byte[] random = new byte[CREDENTIAL_BYTES];
        new SecureRandom().nextBytes(random);
        this.folder = folder;
        this.credential = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        this.report = report;
    }

    /** @param report asked on {@code loop} at each request */
    public static StatusServer start(Transport transport, EventLoop loop, Path folder, Supplier<ClientReport> report) {
        StatusServer server = new StatusServer(folder, report);
        server.listen(transport, loop);
        return server;
    }

    private void listen(Transport transport, EventLoop loop) {
        try {
            Channel channel = new ServerBootstrap()
                    .group(loop)
                    .channel(transport.serverSocketChannel())
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel child) {
                            child.pipeline()
                                    .addLast(new ReadTimeoutHandler(READ_TIMEOUT_SECONDS))
                                    .addLast(new HttpServerCodec())
                                    .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                                    .addLast(new Answers());
                        }
                    })
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .syncUninterruptibly()
                    .channel();
            listener = channel;
            int port = ((InetSocketAddress) channel.localAddress()).getPort();
            new ControlFile(ProcessHandle.current().pid(), port, credential).write(folder);
        } catch (IOException e) {
            log.warn(
                    "status will not work: control.json cannot be written folder={} reason=\"{}\"",
                    folder,
                    e.toString());
        }
    }

    private boolean isOwner(@Nullable String authorization) {
        return authorization != null
                && MessageDigest.isEqual(
                        authorization.getBytes(StandardCharsets.UTF_8),
                        (SCHEME + credential).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close().syncUninterruptibly();
        }
        try {
            ControlFile.delete(folder);
        } catch (IOException e) {
            log.debug("control.json could not be removed", e);
        }
    }

    private final class Answers extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) throws JsonProcessingException {
            boolean owner = isOwner(request.headers().get(HttpHeaderNames.AUTHORIZATION));
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    owner ? HttpResponseStatus.OK : HttpResponseStatus.UNAUTHORIZED,
                    ByteBufUtil.writeUtf8(ctx.alloc(), owner ? JSON.writeValueAsString(report.get()) : ""));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
