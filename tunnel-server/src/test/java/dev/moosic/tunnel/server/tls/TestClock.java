package dev.moosic.tunnel.server.tls;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands still until it is moved; begins at the real time, which TLS libraries go by. */
final class TestClock extends Clock {
    private volatile Instant now = Instant.now();

    /** Called by the test's thread only. */
    void advance(Duration duration) {
        now = instant().plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
