package dev.moosic.tunnel.server.api;

/** Who answers a request. */
sealed interface Route {

    /** A client's local service. */
    record Relay(RelayTarget target) implements Route {}

    /** This server, at one of its own paths. */
    record Own(RequestTarget target) implements Route {}

    /** The control server: {@code /ws} with our subprotocol. */
    record Control() implements Route {}
}
