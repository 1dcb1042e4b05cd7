package dev.moosic.tunnel.server.remote;

import java.util.List;

/** A view of the remote ports that are open now, for the admin API and metrics. Any thread. */
@FunctionalInterface
public interface BoundPorts {
    /** A snapshot by rising port. */
    List<BoundPort> boundPorts();
}
