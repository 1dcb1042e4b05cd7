package dev.moosic.tunnel.server.admin;

/** There is no running server that could answer; the message says where one was looked for. */
public final class AdminUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AdminUnavailableException(String message) {
        super(message, null, false, false);
    }
}
