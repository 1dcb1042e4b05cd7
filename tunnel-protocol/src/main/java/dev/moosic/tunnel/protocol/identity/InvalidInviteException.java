package dev.moosic.tunnel.protocol.identity;

/** An invite that cannot be used as it was pasted. The message is for the person who pasted it and never shows the code. */
public final class InvalidInviteException extends IllegalArgumentException {
    /** @param message what is wrong with the invite and what to do about it */
    public InvalidInviteException(String message) {
        super(message);
    }
}
