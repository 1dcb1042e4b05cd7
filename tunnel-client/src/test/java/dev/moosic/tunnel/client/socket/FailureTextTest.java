package dev.moosic.tunnel.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.CertificateBuilder;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void aCertificateOfTomorrowSaysThatTheClockIsBehind() throws Exception {
        X509Certificate tomorrows = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a server")
                .setIsCertificateAuthority(true)
                .notBefore(Instant.now().plusSeconds(90_000))
                .notAfter(Instant.now().plusSeconds(900_000))
                .buildSelfSigned()
                .getCertificate();
        CertificateNotYetValidException failure =
                catchThrowableOfType(CertificateNotYetValidException.class, tomorrows::checkValidity);
        assertThat(FailureText.of(failure))
                .contains(tomorrows.getNotBefore().toString())
                .contains("the clock seems to be behind");
    }
}
