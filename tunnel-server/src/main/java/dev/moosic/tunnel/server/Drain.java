package dev.moosic.tunnel.server;

import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedClients;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets what runs finish: clients are asked to go elsewhere, and told goodbye when nothing runs or time is up. */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);
    private static final long POLL_MS = 50;

    /** How soon a client may come back: by then another process may listen here. */
    private static final long RETRY_MS = 1_000;

    private final ConnectedClients clients;
    private final ScheduledExecutorService timer;

    /**
     * @param timer looks again
     */
    Drain(ConnectedClients clients, ScheduledExecutorService timer) {
        this.clients = clients;
        this.timer = timer;
    }

    /** Returns when every client was told goodbye; not on an event loop. */
    void run(Duration deadline) throws InterruptedException {
        for (ConnectedClient client : clients.all()) {
            client.drain(deadline.toMillis(), "the server is shutting down");
        }
        log.info("draining clients={} streams={} ms={}", clients.size(), running(), deadline.toMillis());
        CountDownLatch quiet = new CountDownLatch(1);
        Future<?> looking = timer.scheduleWithFixedDelay(
                () -> {
                    if (running() == 0) {
                        quiet.countDown();
                    }
                },
                0,
                POLL_MS,
                TimeUnit.MILLISECONDS);
        boolean finished = quiet.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
        looking.cancel(false);
        if (!finished) {
            log.warn("drain ended early streams={} ms={}", running(), deadline.toMillis());
        }
        for (ConnectedClient client : clients.all()) {
            client.close(CloseCode.GOING_AWAY, RETRY_MS, "the server is shutting down");
        }
    }

    private long running() {
        long streams = 0;
        for (ConnectedClient client : clients.all()) {
            streams += client.statistics().liveStreams();
        }
        return streams;
    }
}
