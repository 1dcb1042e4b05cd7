package dev.moosic.tunnel.server.admin;

/** What was asked is asked rightly, and as things stand it is not done; the message says why. */
public final class AdminRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AdminRefusedException(String message) {
        super(message, null, false, false);
    }
}
