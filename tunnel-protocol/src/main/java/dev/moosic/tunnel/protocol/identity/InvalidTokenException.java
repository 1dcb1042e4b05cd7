package dev.moosic.tunnel.protocol.identity;

/**
 * A token or signature that is not accepted. Stackless, since anybody can bring it about at will; the message says what
 * was wrong, for the caller and the log, and never holds any of the token.
 */
public final class InvalidTokenException extends Exception {
    private final Reason reason;
    private final String message;

    /** What kind of fault it is. */
    public enum Reason {
        /** Not a token of this kind at all, or one that no program of ours makes. */
        MALFORMED,
        /** Not signed by the key that it names. */
        BAD_SIGNATURE,
        /** Names a key that is not known here: forged, from another server, or newer than the keys fetched last. */
        UNKNOWN_KEY,
        /** Properly signed, but by or for another server. */
        WRONG_SERVER,
        /** Properly signed, but for another request than this. */
        WRONG_REQUEST,
        /** Its time is over. */
        EXPIRED,
        /** Its time has not come: clocks differ. */
        NOT_YET_VALID,
        /** Withdrawn by an operator. */
        REVOKED
    }

    /** @param message what was found and what was expected; nothing of the token itself */
    public InvalidTokenException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
        this.message = message;
    }

    /** What kind of fault it is. */
    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return message;
    }
}
