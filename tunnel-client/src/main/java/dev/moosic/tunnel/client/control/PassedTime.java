package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest moment that has passed for certain: an invite was issued then, or a trusted server said so over TLS. Only ever
 * later; a clock that is ahead cannot lead it astray. Kept in a file, up to {@link #KEPT_WITHIN} behind. Any thread.
 */
public final class PassedTime {
    /** What a file may lack, so that a flash card is not written at each answer. */
    static final Duration KEPT_WITHIN = Duration.ofHours(1);

    private static final Logger log = LoggerFactory.getLogger(PassedTime.class);
    private static final String FILE = "passed-time";
    private static final Instant UNKNOWN = Instant.EPOCH;

    private final @Nullable Path file;
    private volatile Instant passed;
    private Instant kept;

    private PassedTime(@Nullable Path file, Instant passed, Instant kept) {
        this.file = file;
        this.passed = passed;
        this.kept = kept;
    }

    /** Of which nothing is known yet, and which is kept nowhere. */
    public static PassedTime unknown() {
        return new PassedTime(null, UNKNOWN, UNKNOWN);
    }

    /**
     * What the data folder keeps; what is learned is not kept.
     *
     * @param invite which has been issued, if there is one
     */
    public static PassedTime readIn(Path folder, @Nullable Invite invite) {
        PassedTime kept = keptIn(folder, invite);
        return new PassedTime(null, kept.passed, UNKNOWN);
    }

    /**
     * Kept in the data folder.
     *
     * @param invite which has been issued, if there is one
     */
    public static PassedTime keptIn(Path folder, @Nullable Invite invite) {
        Path file = folder.resolve(FILE);
        Instant kept = read(file);
        return new PassedTime(file, invite == null ? kept : later(kept, invite.issuedAt()), kept);
    }

    private static Instant read(Path file) {
        try {
            return Files.exists(file) ? Instant.parse(Files.readString(file).strip()) : UNKNOWN;
        } catch (IOException | DateTimeException e) {
            log.warn("the time kept by the data folder is lost file={} reason=\"{}\"", file, e.toString());
            return UNKNOWN;
        }
    }

    /** @param now by this machine's clock, taken if nothing is known */
    Instant orElse(Instant now) {
        return passed.equals(UNKNOWN) ? now : passed;
    }

    /** Takes {@code moment} for passed. Writes the file on another thread. */
    synchronized void learn(Instant moment) {
        passed = later(passed, moment);
        @Nullable Path written = file;
        if (written != null && !passed.isBefore(kept.plus(KEPT_WITHIN))) {
            kept = passed;
            String text = passed.toString();
            CompletableFuture.runAsync(() -> write(written, text));
        }
    }

    private static void write(Path file, String text) {
        try {
            PrivateFile.write(file, text + "\n");
        } catch (IOException e) {
            log.warn("the time cannot be kept file={} reason=\"{}\"", file, e.toString());
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
