package dev.moosic.tunnel.protocol.audit;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class AuditLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("audit");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AuditLog log = new AuditLog();

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    @Test
    void everyFieldIsInEveryLine() {
        log.decided(AuditEntry.accepted(AuditEvent.API_TOKEN).client("home").subject("jti"));
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("event=api-token client=home subject=jti address=- outcome=accepted reason=-");
            assertThat(line.getLevel()).isEqualTo(Level.INFO);
        });
    }

    @Test
    void whatAStrangerChoseDoesNotBreakOutOfItsField() {
        log.decided(AuditEntry.refused(AuditEvent.HELLO, "x outcome=accepted\nevent=hello \"quoted\"")
                .subject("a b")
                .address("192.0.2.1"));
        assertThat(lines.list).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage())
                    .isEqualTo("event=hello client=- subject=\"a b\" address=192.0.2.1 outcome=refused"
                            + " reason=\"x outcome=accepted\\u000aevent=hello \\\"quoted\\\"\"");
            assertThat(line.getLevel()).isEqualTo(Level.WARN);
        });
    }

    @Test
    void aLongValueIsCut() {
        log.decided(AuditEntry.refused(AuditEvent.CALLER, "x".repeat(1_000_000)));
        assertThat(lines.list.get(0).getFormattedMessage().length()).isLessThan(1_000);
    }
}
