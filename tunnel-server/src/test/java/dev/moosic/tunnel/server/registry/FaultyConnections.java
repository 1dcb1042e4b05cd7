package dev.moosic.tunnel.server.registry;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.ConnectionFactory;

/** Connections of a pool that can be made to fail, or to hang until they are let go. */
final class FaultyConnections {
    private volatile boolean down;
    private volatile CountDownLatch open = new CountDownLatch(0);

    ConnectionFactory over(ConnectionFactory pool) {
        return () -> {
            beforeOpening();
            return pool.openConnection();
        };
    }

    void down(boolean now) {
        down = now;
    }

    void hang() {
        open = new CountDownLatch(1);
    }

    void letGo() {
        open.countDown();
    }

    private void beforeOpening() throws SQLException {
        if (down) {
            throw new SQLException("injected: database is down", "08001");
        }
        try {
            open.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", interrupted);
        }
    }
}
