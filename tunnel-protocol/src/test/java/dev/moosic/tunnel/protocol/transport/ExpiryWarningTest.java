package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class ExpiryWarningTest {
    private static final Instant END =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(20));

    private final Queue<SubstituteLoggingEvent> events = new ArrayDeque<>();
    private final ExpiryWarning warning = new ExpiryWarning(
            new EventRecordingLogger(new SubstituteLogger("test", new java.util.LinkedList<>(), false), events),
            "--tls-cert cert.pem");
    private final X509Certificate certificate = certificate("CN=first");

    private static X509Certificate certificate(String subject) {
        try {
            return new CertificateBuilder()
                    .algorithm(CertificateBuilder.Algorithm.ecp256)
                    .subject(subject)
                    .setIsCertificateAuthority(true)
                    .notAfter(END)
                    .buildSelfSigned()
                    .getCertificate();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> saidWhen(Duration beforeEnd) {
        warning.check(certificate, END.minus(beforeEnd));
        List<String> said = new ArrayList<>();
        events.forEach(event -> said.add(event.getLevel() + " " + event.getMessage()));
        events.clear();
        return said;
    }

    @Test
    void nothingIsSaidEarly() {
        assertThat(saidWhen(Duration.ofDays(14).plusSeconds(1))).isEmpty();
    }

    @Test
    void aWarningAndThenAnErrorOnceADay() {
        assertThat(saidWhen(Duration.ofDays(14)))
                .singleElement()
                .asString()
                .startsWith("WARN tls certificate expires soon");
        assertThat(saidWhen(Duration.ofDays(13).plusSeconds(1))).isEmpty();
        assertThat(saidWhen(Duration.ofDays(13))).singleElement().asString().startsWith("WARN ");
        assertThat(saidWhen(Duration.ofSeconds(1))).singleElement().asString().startsWith("WARN ");
        assertThat(saidWhen(Duration.ZERO)).singleElement().asString().startsWith("ERROR tls certificate has expired");
        assertThat(saidWhen(Duration.ofSeconds(-1))).isEmpty();
        assertThat(saidWhen(Duration.ofDays(-1))).singleElement().asString().startsWith("ERROR ");
    }

    @Test
    void anotherCertificateIsNews() {
        assertThat(saidWhen(Duration.ofDays(2))).hasSize(1);
        warning.check(certificate("CN=second"), END.minus(Duration.ofDays(2)));
        assertThat(events).hasSize(1);
    }
}
