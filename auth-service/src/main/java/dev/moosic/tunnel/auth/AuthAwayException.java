package dev.moosic.tunnel.auth;

/** The auth service elsewhere did not answer, or could not; the message says why, and trying again may help. */
public final class AuthAwayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AuthAwayException(String message) {
        super(message, null, false, false);
    }
}
