package dev.moosic.tunnel.auth.database;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;

/** Refuses connections to Netty's threads: one slow statement there would stop every stream of the loop. */
final class EventLoopGuard implements ConnectionFactory {
    private final ConnectionFactory factory;

    EventLoopGuard(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** @throws IllegalStateException on an event loop */
    @Override
    public Connection openConnection() throws SQLException {
        Thread thread = Thread.currentThread();
        if (thread instanceof FastThreadLocalThread) {
            throw new IllegalStateException("JDBC on the event-loop thread " + thread.getName()
                    + ": hand the work to Database.call, which runs it elsewhere");
        }
        return factory.openConnection();
    }
}
