package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.HttpSettings;
import dev.moosic.tunnel.server.net.AddressLimit;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
    private final @Nullable Supplier<ChannelHandler> tls;
    private final AddressLimit served;
    private final AddressLimit refused;

    PublicChannelInitializer(
            HttpSettings settings,
            RequestDispatcher dispatcher,
            TrustedNetworks proxies,
            @Nullable Supplier<ChannelHandler> tls) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.proxies = proxies;
        this.tls = tls;
        this.served = new AddressLimit(settings.connectionsPerAddress());
        this.refused = new AddressLimit(settings.connectionsPerAddress());
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        channel.config().setWriteBufferWaterMark(WATER_MARK);
        Transport.prepareReads(channel); // it may become a control connection
        boolean within = takesPlace(channel, served);
        if (!within && !takesPlace(channel, refused)) {
            channel.close();
            return;
        }
        RequestDecoder decoder = new RequestDecoder(settings);
        ResponseEncoder encoder = new ResponseEncoder();
        ChannelPipeline pipeline = channel.pipeline();
        if (tls != null) {
            pipeline.addLast(HandlerNames.TLS, tls.get());
        }
        pipeline.addLast(HandlerNames.REQUEST_DECODER, decoder);
        pipeline.addLast(HandlerNames.RESPONSE_ENCODER, encoder);
        RequestDispatcher serving = within ? dispatcher : this::tooMany;
        pipeline.addLast(HandlerNames.CALLER, new CallerConnection(serving, decoder, encoder, settings.headTimeout()));
    }

    private boolean takesPlace(Channel channel, AddressLimit limit) {
        SocketAddress peer = channel.remoteAddress();
        if (peer instanceof InetSocketAddress address && proxies.contains(address.getAddress())) {
            return true;
        }
        boolean taken = limit.tryAcquire(peer);
        if (taken) {
            channel.closeFuture().addListener(closed -> limit.release(peer));
        }
        return taken;
    }

    private CallerRequest tooMany(CallerConnection caller, Object head) throws ProblemException {
        caller.closeAfterResponse();
        throw new ProblemException(Problem.tooMany(
                "your address has more than " + settings.connectionsPerAddress() + " connections open", LIMIT_RETRY));
    }
}
