package dev.moosic.tunnel.server.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello, asks the source for a certificate and gives its place, and its name in the pipeline, to the
 * {@link SslHandler}. Reads nothing more while the source has no answer, and closes after {@link #TIMEOUT}.
 */
final class TlsHandshake extends AbstractSniHandler<SslContext> {
    /** From the connection to the certificate, then again to the end of the handshake. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;
    private static final String HTTP_BODY = "This port speaks TLS: use https:// instead of http://.\n";
    private static final String HTTP_ANSWER = "HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\n"
            + "connection: close\r\ncontent-length: " + HTTP_BODY.length() + "\r\n\r\n" + HTTP_BODY;

    private static final String ACME_PROTOCOL = "acme-tls/1";

    private final CertificateSource source;
    private boolean acmeValidation;

    TlsHandshake(CertificateSource source) {
        super(MAX_CLIENT_HELLO_BYTES, TIMEOUT.toMillis());
        this.source = source;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (in.isReadable() && isLetter(in.getByte(in.readerIndex()))) {
            in.skipBytes(in.readableBytes());
            ctx.writeAndFlush(ByteBufUtil.writeAscii(ctx.alloc(), HTTP_ANSWER))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        super.decode(ctx, in, out);
    }

    /** As every HTTP request begins, and no record of TLS. */
    private static boolean isLetter(byte first) {
        return first >= 'A' && first <= 'Z';
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf clientHello) throws Exception {
        acmeValidation = clientHello != null && ApplicationProtocols.offers(clientHello, ACME_PROTOCOL);
        return super.lookup(ctx, clientHello);
    }

    @Override
    protected Future<SslContext> lookup(ChannelHandlerContext ctx, @Nullable String hostname) {
        Promise<SslContext> answer = ctx.executor().newPromise();
        String name = hostname == null ? null : hostname.toLowerCase(Locale.ROOT);
        if (acmeValidation) {
            SslContext validation = name == null ? null : source.validation(name);
            return validation == null
                    ? answer.setFailure(new SSLException("no ACME challenge for this name"))
                    : answer.setSuccess(validation);
        }
        source.context(name).whenComplete((context, failure) -> {
            if (failure == null) {
                answer.trySuccess(context);
            } else {
                answer.tryFailure(failure);
            }
        });
        return answer;
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, @Nullable String hostname, Future<SslContext> lookup) {
        if (ctx.isRemoved() || !lookup.isSuccess()) {
            // Gone while it waited, or nothing to show.
            ctx.close();
            return;
        }
        SslHandler tls = lookup.getNow().newHandler(ctx.alloc());
        tls.setHandshakeTimeoutMillis(TIMEOUT.toMillis());
        ctx.pipeline().replace(this, ctx.name(), tls);
    }
}
