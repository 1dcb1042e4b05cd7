package dev.moosic.tunnel.client.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.pkitesting.CertificateBuilder;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureTextTest {
    @Test
    void aConnectionThatClosedHasNoNameOfAClass() {
        assertThat(FailureText.of(new ClosedChannelException())).isEqualTo("the connection was closed");
    }

    @Test
    void aCertificateOfYesterdaySaysWhatTheClockSays() throws Exception {
        X509Certificate yesterdays = new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=a server")
                .setIsCertificateAuthority(true)
                .notBefore(Instant.now().minusSeconds(900_000))
                .notAfter(Instant.now().minusSeconds(90_000))
                .buildSelfSigned()
                .getCertificate();
        CertificateExpiredException failure =
                catchThrowableOfType(CertificateExpiredException.class, yesterdays::checkValidity);
        assertThat(FailureText.of(failure))
                .contains(yesterdays.getNotAfter().toString())
                .contains("set this clock");
    }
}
