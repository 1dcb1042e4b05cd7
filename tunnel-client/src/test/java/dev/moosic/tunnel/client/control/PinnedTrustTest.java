package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.PinnedTrust;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PinnedTrustTest {

    @Test
    void aChainToThePinIsTrusted() throws Exception {
        TestAuthority own = TestAuthority.create();
        assertThatCode(() -> new PinnedTrust(own.pin()).checkServerTrusted(own.chain(), "ECDHE"))
                .doesNotThrowAnyException();
    }

    @Test
    void theAuthoritysCertificateBehindAStrangersIsNot() throws Exception {
        TestAuthority own = TestAuthority.create();
        TestAuthority stranger = TestAuthority.create();
        X509Certificate[] chain = {
            stranger.node().getCertificate(), own.authority().getCertificate()
        };
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("chain is broken");
    }

    @Test
    void aNodeThatCertifiesAnotherIsNot() throws Exception {
        TestAuthority own = TestAuthority.create();
        TestAuthority stranger = TestAuthority.create();
        X509Certificate[] chain = {
            stranger.node().getCertificate(),
            own.node().getCertificate(),
            own.authority().getCertificate()
        };
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("no authority");
    }

    @Test
    void anExpiredCertificateIsNot() throws Exception {
        TestAuthority own = TestAuthority.create();
        Instant now = Instant.now();
        X509Certificate[] chain = {
            certified(own.authority(), now.minusSeconds(7_200), now.minusSeconds(3_600)),
            own.authority().getCertificate()
        };
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void aCertificateOfLaterShowsThatTheClockIsBehind() throws Exception {
        TestAuthority own = TestAuthority.create();
        Instant later = Instant.now().plusSeconds(3_600);
        X509Certificate[] chain = {
            certified(own.authority(), later, later.plusSeconds(3_600)),
            own.authority().getCertificate()
        };
        assertThatCode(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .doesNotThrowAnyException();
    }

    @Test
    void anExpiredCertificateIsIfItHadNotEndedAtAMomentThatPassed() throws Exception {
        TestAuthority own = TestAuthority.create();
        Instant now = Instant.now();
        Instant end = now.minusSeconds(3_600);
        X509Certificate[] chain = {
            certified(own.authority(), now.minusSeconds(7_200), end),
            own.authority().getCertificate()
        };
        assertThatCode(() -> new PinnedTrust(own.pin(), Clock.systemUTC(), () -> end.minusSeconds(5))
                        .checkServerTrusted(chain, "ECDHE"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new PinnedTrust(own.pin(), Clock.systemUTC(), () -> end.plusSeconds(5))
                        .checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void aCertificateThatEndedBeforeItsAuthorityBeganIsNot() throws Exception {
        Instant tomorrow = Instant.now().plusSeconds(26 * 3_600);
        X509Bundle authority = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .notBefore(tomorrow)
                .notAfter(tomorrow.plusSeconds(3_600))
                .buildSelfSigned();
        X509Certificate node = certified(authority, Instant.now().minusSeconds(60), tomorrow.minusSeconds(60));
        X509Certificate[] chain = {node, authority.getCertificate()};
        String pin = new TestAuthority(authority, authority).pin();
        assertThatThrownBy(() -> new PinnedTrust(pin).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateExpiredException.class);
    }

    @Test
    void aStrangersChainIsNot() throws Exception {
        TestAuthority own = TestAuthority.create();
        TestAuthority stranger = TestAuthority.create();
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(stranger.chain(), "ECDHE"))
                .hasMessageContaining("not from the authority that the invite pins");
    }

    private static X509Certificate certified(X509Bundle authority, Instant begin, Instant end) throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a node")
                .notBefore(begin)
                .notAfter(end)
                .buildIssuedBy(authority)
                .getCertificate();
    }
}
