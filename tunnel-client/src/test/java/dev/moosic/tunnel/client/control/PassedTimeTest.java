package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Invite;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class PassedTimeTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T12:00:00Z");
    private static final Instant ELSE = Instant.parse("2030-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private static Invite issuedAt(Instant moment) {
        return new Invite(
                List.of(URI.create("https://tunnel.example.com")),
                "urn:uuid:issuer",
                new ClientId("living-room"),
                "code",
                null,
                moment,
                moment.plusSeconds(3_600));
    }

    private Instant read(@Nullable Invite invite) {
        return PassedTime.readIn(folder, invite).orElse(ELSE);
    }

    @Test
    void withoutAnythingKnownTheClockIsTaken() {
        assertThat(PassedTime.unknown().orElse(ELSE)).isEqualTo(ELSE);
        assertThat(read(null)).isEqualTo(ELSE);
    }

    @Test
    void anInvitesIssueHasPassed() {
        assertThat(read(issuedAt(MONDAY))).isEqualTo(MONDAY);
    }

    @Test
    void itOnlyEverGetsLater() {
        PassedTime passed = PassedTime.unknown();
        passed.learn(MONDAY);
        passed.learn(MONDAY.minusSeconds(1));
        assertThat(passed.orElse(ELSE)).isEqualTo(MONDAY);
        passed.learn(MONDAY.plusSeconds(1));
        assertThat(passed.orElse(ELSE)).isEqualTo(MONDAY.plusSeconds(1));
    }

    @Test
    void theFolderKeepsItHourByHourForItsOwnerAlone() throws Exception {
        PassedTime passed = PassedTime.keptIn(folder, issuedAt(MONDAY));
        passed.learn(MONDAY.plusSeconds(10));
        await().until(() -> read(null).equals(MONDAY.plusSeconds(10)));
        Path file = folder.resolve("passed-time");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        passed.learn(MONDAY.plusSeconds(3_609)); // Within the hour, so this is not written:
        passed.learn(MONDAY.plusSeconds(3_611));
        await().until(() -> read(null).equals(MONDAY.plusSeconds(3_611)));
        assertThat(PassedTime.keptIn(folder, issuedAt(MONDAY)).orElse(ELSE)).isEqualTo(MONDAY.plusSeconds(3_611));
    }

    @Test
    void whatCannotBeKeptIsToldAndKnownAllTheSame() throws Exception {
        Files.createDirectories(folder.resolve("passed-time").resolve("in-the-way"));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(PassedTime.class);
        logger.addAppender(log);
        try {
            PassedTime passed = PassedTime.keptIn(folder, issuedAt(MONDAY));
            passed.learn(MONDAY.plusSeconds(10));
            assertThat(passed.orElse(ELSE)).isEqualTo(MONDAY.plusSeconds(10));
            await().untilAsserted(() -> assertThat(List.copyOf(log.list))
                    .anyMatch(event -> event.getFormattedMessage().startsWith("the time cannot be kept")));
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void aDamagedFileIsMadeAnew() throws Exception {
        Path file = Files.writeString(folder.resolve("passed-time"), "2026-13");
        PassedTime passed = PassedTime.keptIn(folder, null);
        assertThat(passed.orElse(ELSE)).isEqualTo(ELSE);
        passed.learn(MONDAY);
        await().until(() -> Files.readString(file).equals(MONDAY + "\n"));
    }
}
