package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.proxy.ProxyRoutes;
import dev.moosic.tunnel.client.socket.NameLookup;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.DateFormatter;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.concurrent.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a server's {@code Date} tells of its certificate, and of the time. */
class HttpCallTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant END = BEGIN.plus(Duration.ofDays(90));
    private static final Instant AHEAD = END.plus(Duration.ofDays(400));

    private final Transport transport = Transport.detect();
    private final EventLoopGroup group = transport.newEventLoopGroup(1, "http-call");
    private final NameLookup names = new NameLookup();
    private final PassedTime passed = PassedTime.unknown();

    @AfterEach
    void close() {
        names.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** Why a client whose clock says {@code now} takes no answer from a server whose clock says {@code date}. */
    private @Nullable Throwable refusal(SslProvider provider, Instant now, Instant date) throws Exception {
        X509Bundle authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .notBefore(BEGIN)
                .notAfter(BEGIN.plus(Duration.ofDays(3_650)))
                .buildSelfSigned();
        X509Bundle node = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a node")
                .notBefore(BEGIN)
                .notAfter(END)
                .buildIssuedBy(authority);
        TestAuthority made = new TestAuthority(authority, node);
        ServerTrust trust = new ServerTrust(made.pin(), null, passed, provider, Clock.fixed(now, ZoneOffset.UTC));
        HttpCall call = new HttpCall(
                new ServerDialer(new SocketDialer(transport, names), new ProxyRoutes(null, Map.of()), trust),
                group.next());
        try (ScriptedServer server = new ScriptedServer(made.serverContext(), 0)) {
            server.date = DateFormatter.format(Date.from(date));
            Future<HttpAnswer> answer = call.post(server.address(), "/", "application/json", "{}");
            assertThat(answer.await(20, TimeUnit.SECONDS)).isTrue();
            return answer.cause();
        }
    }

    @Test
    void aTrustedCertificateThatEndedBeforeWhatIsKnownToHavePassedIsRefusedThoughTheClockIsBehind() throws Exception {
        X509Bundle trusted = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=its own authority")
                .setIsCertificateAuthority(true)
                .notBefore(BEGIN)
                .notAfter(END)
                .buildSelfSigned();
        Instant ended = END.plus(Duration.ofDays(1));
        Clock behind = Clock.fixed(BEGIN.plus(Duration.ofDays(1)), ZoneOffset.UTC);
        ServerTrust trust = new ServerTrust(null, null, passed, SslProvider.JDK, behind);
        assertThat(trust.heard(trusted.getCertificate(), BEGIN.plus(Duration.ofDays(2))))
                .isTrue();
        passed.learn(ended);
        assertThat(trust.heard(trusted.getCertificate(), ended)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aCertificateThatEndedByTheClientsClockAloneIsGood(SslProvider provider) throws Exception {
        passed.learn(BEGIN);
        Instant date = BEGIN.plus(Duration.ofDays(45));
        assertThat(refusal(provider, AHEAD, date)).isNull();
        assertThat(passed.orElse(Instant.MAX)).isEqualTo(date);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aCertificateThatEndedByTheServersClockTooIsNot(SslProvider provider) throws Exception {
        passed.learn(BEGIN);
        assertThat(refusal(provider, AHEAD, END.plusSeconds(60)))
                .isInstanceOf(ConnectFailure.class)
                .hasMessageContaining("certificate ended at " + END)
                .hasMessageContaining("by its own clock");
        assertThat(passed.orElse(Instant.MAX)).isEqualTo(BEGIN);
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OPENSSL"})
    void aServerWhoseClockRunsWildIsBelievedNoFurtherThanItsCertificateGoes(SslProvider provider) throws Exception {
        assertThat(refusal(provider, BEGIN.plusSeconds(60), END.plus(Duration.ofDays(9_000))))
                .isNull();
        assertThat(passed.orElse(Instant.MAX)).isEqualTo(END);
    }
}
