package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.Future;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes with a server whose certificate an authority of the trust store signed, at several times of the client. */
class WebPkiTrustTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(90));

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final X509Bundle authority;

    WebPkiTrustTest() throws Exception {
        authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=An authority")
                .setIsCertificateAuthority(true)
                .notBefore(BEGIN.minus(Duration.ofDays(3_650)))
                .notAfter(BEGIN.plus(Duration.ofDays(3_650)))
                .buildSelfSigned();
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private X509Bundle certified(String name, Instant begin, Instant end, X509Bundle by) throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=" + name)
                .addSanDnsName(name)
                .notBefore(begin)
                .notAfter(end)
                .buildIssuedBy(by);
    }

    /** Why a client whose clock says {@code now} does not trust the server, as the JDK words it; {@code null} if it does. */
    private @Nullable String refusal(SslProvider provider, Instant now, X509Bundle server) throws Exception {
        return refusal(provider, now, PassedTime.unknown(), server);
    }

    private @Nullable String refusal(SslProvider provider, Instant now, PassedTime passed, X509Bundle server)
            throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        SslContext client = SslContextBuilder.forClient()
                .sslProvider(provider)
                .trustManager(WebPkiTrust.create(trusted, Clock.fixed(now, ZoneOffset.UTC), passed))
                .build();
        SslContext shown = SslContextBuilder.forServer(
                        server.getKeyPair().getPrivate(), new X509Certificate[] {server.getCertificate()})
                .build();
        try (ScriptedServer scripted = new ScriptedServer(shown, 0)) {
            SslHandler tls = client.newHandler(ByteBufAllocator.DEFAULT, "localhost", scripted.port());
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(tls)
                    .connect("127.0.0.1", scripted.port())
                    .sync()
                    .channel();
            // Not asked of the pipeline: a connection refused at once has left it already.
            Future<Channel> done = tls.handshakeFuture();
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            channel.close().sync();
            Throwable root = done.cause();
            while (root != null && root.getCause() != null) {
                root = root.getCause();
            }
            return root == null ? null : String.valueOf(root.getMessage());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClockThatIsRightTrustsWhatIsInDate(SslProvider provider) throws Exception {
        Instant now = Instant.now();
        Instant hourAgo = now.minusSeconds(3_600);
        assertThat(refusal(provider, now, certified("localhost", hourAgo, now.plusSeconds(3_600), authority)))
                .isNull();
        assertThat(refusal(provider, now, certified("localhost", hourAgo, now.minusSeconds(60), authority)))
                .contains("NotAfter");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClockThatIsBehindTrustsItTooSinceNobodyCertifiesFromALaterDay(SslProvider provider) throws Exception {
        X509Bundle server = certified("localhost", BEGIN, END, authority);
        assertThat(refusal(provider, BEGIN.minusSeconds(1), server)).isNull();
        assertThat(refusal(provider, Instant.EPOCH, server)).isNull();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClockThatIsAheadTrustsWhatHadNotEndedWhenTheServerLastToldTheTime(SslProvider provider) throws Exception {
        X509Bundle server = certified("localhost", BEGIN, END, authority);
        Instant ahead = END.plus(Duration.ofDays(400));
        assertThat(refusal(provider, ahead, server)).contains("NotAfter");
        PassedTime passed = PassedTime.unknown();
        passed.learn(BEGIN.minusSeconds(3_600));
        assertThat(refusal(provider, ahead, passed, server)).isNull();
        passed.learn(END.minusSeconds(1));
        assertThat(refusal(provider, ahead, passed, server)).isNull();
        passed.learn(END.plusSeconds(1));
        assertThat(refusal(provider, ahead, passed, server)).contains("NotAfter");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClockThatIsBehindDoesNotTrustWhatHadEndedWhenTheServerLastToldTheTime(SslProvider provider) throws Exception {
        PassedTime passed = PassedTime.unknown();
        passed.learn(END.plusSeconds(1));
        X509Bundle server = certified("localhost", BEGIN, END, authority);
        assertThat(refusal(provider, Instant.EPOCH, passed, server)).contains("NotAfter");
        assertThat(refusal(provider, END.minusSeconds(60), passed, server)).contains("NotAfter");
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aClockThatIsBehindTrustsNothingElse(SslProvider provider) throws Exception {
        X509Bundle stranger = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=An authority")
                .setIsCertificateAuthority(true)
                .notBefore(BEGIN)
                .notAfter(END)
                .buildSelfSigned();
        assertThat(refusal(provider, Instant.EPOCH, certified("localhost", BEGIN, END, stranger)))
                .isNotNull();
        assertThat(refusal(provider, Instant.EPOCH, certified("another.example", BEGIN, END, authority)))
                .contains("localhost");
    }
}
