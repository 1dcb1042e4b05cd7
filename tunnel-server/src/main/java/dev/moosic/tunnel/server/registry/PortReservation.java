package dev.moosic.tunnel.server.registry;

/** The answer to asking for a remote port. */
public sealed interface PortReservation {

    /** The port is the client's, until released. */
    record Reserved(int port) implements PortReservation {}

    /** The port asked for is another client's. */
    record Taken(int port) implements PortReservation {}

    /** Every port of the range is somebody's. */
    record NoneFree() implements PortReservation {}
}
