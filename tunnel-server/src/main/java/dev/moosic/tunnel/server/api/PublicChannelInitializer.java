package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.server.config.HttpSettings;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of the public port: (TLS →) request decoder → response encoder → {@link CallerConnection}. The limit of
 * connections an address may have is kept here: beyond it requests are answered 429, beyond twice that nothing is.
 */
public final class PublicChannelInitializer extends ChannelInitializer<Channel> {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);
    private static final Duration LIMIT_RETRY = Duration.ofSeconds(5);

    private final HttpSettings settings;
    private final RequestDispatcher dispatcher;
    private final TrustedNetworks proxies;
    private final Supplier<@Nullable SslContext> tls;
    private final AddressLimit connections = new AddressLimit();

    PublicChannelInitializer(
            HttpSettings settings,
            RequestDispatcher dispatcher,
            TrustedNetworks proxies,
            Supplier<@Nullable SslContext> tls) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.proxies = proxies;
        this.tls = tls;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        int live = count(channel);
        if (live > 2 * settings.connectionsPerAddress()) {
            channel.close();
            return;
        }
        RequestDecoder decoder = new RequestDecoder(settings);
        ResponseEncoder encoder = new ResponseEncoder();
        ChannelPipeline pipeline = channel.pipeline();
        SslContext context = tls.get();
        if (context != null) {
            pipeline.addLast(HandlerNames.TLS, context.newHandler(channel.alloc()));
        }
        pipeline.addLast(HandlerNames.REQUEST_DECODER, decoder);
        pipeline.addLast(HandlerNames.RESPONSE_ENCODER, encoder);
        RequestDispatcher serving = live > settings.connectionsPerAddress() ? this::tooMany : dispatcher;
        pipeline.addLast(HandlerNames.CALLER, new CallerConnection(serving, decoder, encoder, settings.headTimeout()));
    }

    private int count(Channel channel) {
        InetAddress address = channel.remoteAddress() instanceof InetSocketAddress peer ? peer.getAddress() : null;
        if (address == null || proxies.contains(address)) {
            return 0;
        }
        channel.closeFuture().addListener(closed -> connections.closed(address));
        return connections.opened(address);
    }

    private CallerRequest tooMany(CallerConnection caller, Object head) throws ProblemException {
        caller.closeAfterResponse();
        throw new ProblemException(Problem.tooMany(
                "your address has more than " + settings.connectionsPerAddress() + " connections open", LIMIT_RETRY));
    }
}
