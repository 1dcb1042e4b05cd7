package dev.moosic.tunnel.server.api;

/** How the tunnels of a test reach the local service: the same tests run over each. */
enum Tunnelling {
    /** By a socket in place of each stream. */
    SOCKETS,
    /** By streams over a control connection. */
    MUX
}
