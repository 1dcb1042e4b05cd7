package dev.moosic.tunnel.server.registry;

/** The registry cannot answer now: its database is away, or this node's lease has run out. Try again later. */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    RegistryUnavailableException(String message) {
        super(message);
    }
}
