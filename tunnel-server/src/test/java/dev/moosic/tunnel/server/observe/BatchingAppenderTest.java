package dev.moosic.tunnel.server.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchingAppenderTest {
    private final LoggerContext context = new LoggerContext();
    private final Queue<String> writes = new ConcurrentLinkedQueue<>();
    private final BatchingAppender appender = new BatchingAppender(new OutputStream() {
        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("a batch is one write");
        }

        @Override
        public void write(byte[] bytes) {
            writes.add(new String(bytes, StandardCharsets.UTF_8));
        }
    });
    private final Logger log = context.getLogger("test");

    @BeforeEach
    void start() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        log.addAppender(appender);
        log.setLevel(Level.INFO);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void linesAreWrittenSoonAndInOrder() {
        log.info("a");
        log.info("b");
        await().untilAsserted(() -> assertThat(written()).isEqualTo("a\nb\n"));
        log.info("c");
        await().untilAsserted(() -> assertThat(written()).isEqualTo("a\nb\nc\n"));
    }

    @Test
    void whatWaitsIsWrittenAtTheEnd() {
        log.info("last");
        appender.stop();
        assertThat(written()).isEqualTo("last\n");
    }

    @Test
    void tooManyLinesAreDroppedAndCounted() {
        synchronized (appender) {
            // Whoever writes waits for us, and the queue fills up.
            for (int i = 0; i < BatchingAppender.MAX_LINES + 3; i++) {
                log.info("line");
            }
        }
        await().untilAsserted(() -> assertThat(written()).endsWith("log lines dropped=3\n"));
        assertThat(written().lines().filter("line"::equals)).hasSize(BatchingAppender.MAX_LINES);
        assertThat(writes).hasSize(1);
    }

    private String written() {
        return String.join("", writes);
    }
}
