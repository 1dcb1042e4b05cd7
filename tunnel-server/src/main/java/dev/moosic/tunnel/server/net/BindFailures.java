package dev.moosic.tunnel.server.net;

import java.io.IOException;

/** Tells why an address could not be listened on. */
public final class BindFailures {
    private BindFailures() {}

    /** Whether another program has the port. Netty's transports and the JDK agree on the words, not on the class. */
    public static boolean isTaken(Throwable cause) {
        return cause instanceof IOException
                && String.valueOf(cause.getMessage()).contains("Address already in use");
    }
}
