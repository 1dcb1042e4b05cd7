package dev.moosic.tunnel.server.lifecycle;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/**
 * SIGTERM and SIGINT: the first asks for an orderly stop, the second ends the process at once with 128 + its number. A
 * JVM by itself ends with 143 at the first and ignores the second.
 */
public final class StopSignals {
    private static final int SIGNALLED = 128;

    private final CountDownLatch asked = new CountDownLatch(1);

    private StopSignals() {}

    /** Handles the signals of this process from now on. */
    public static StopSignals install() {
        StopSignals signals = new StopSignals();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signals::received);
        }
        return signals;
    }

    private void received(Signal signal) {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        asked.countDown();
    }

    /** Waits for the first signal. */
    public void await() throws InterruptedException {
        asked.await();
    }
}
