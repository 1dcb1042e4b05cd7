package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.PinnedTrust;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
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
        X509Bundle expired = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a node")
                .notBefore(Instant.now().minusSeconds(7_200))
                .notAfter(Instant.now().minusSeconds(3_600))
                .buildIssuedBy(own.authority());
        X509Certificate[] chain = {expired.getCertificate(), own.authority().getCertificate()};
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void aCertificateOfTomorrowSaysThatTheClockIsBehind() throws Exception {
        TestAuthority own = TestAuthority.create();
        X509Bundle tomorrows = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a node")
                .notBefore(Instant.now().plusSeconds(26 * 3_600 + 1_800))
                .notAfter(Instant.now().plusSeconds(90 * 3_600))
                .buildIssuedBy(own.authority());
        X509Certificate[] chain = {tomorrows.getCertificate(), own.authority().getCertificate()};
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(chain, "ECDHE"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("begins only in 26 h")
                .hasMessageContaining("clock");
    }

    @Test
    void aStrangersChainIsNot() throws Exception {
        TestAuthority own = TestAuthority.create();
        TestAuthority stranger = TestAuthority.create();
        assertThatThrownBy(() -> new PinnedTrust(own.pin()).checkServerTrusted(stranger.chain(), "ECDHE"))
                .hasMessageContaining("not from the authority that the invite pins");
    }
}
