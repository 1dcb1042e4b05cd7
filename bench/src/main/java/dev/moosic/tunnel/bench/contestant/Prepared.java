package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;

/** A contestant with its configuration, identity and data, which can be started again and again, once at a time. */
@FunctionalInterface
public interface Prepared {
    /**
     * Starts it and waits until it carries an echo.
     *
     * @param way what lies between its two ends; the deployment closes it
     */
    Deployment start(Way way) throws IOException, InterruptedException;
}
