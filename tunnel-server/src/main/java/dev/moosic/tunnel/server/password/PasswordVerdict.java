package dev.moosic.tunnel.server.password;

/** What became of a {@link PasswordAttempt}. */
public enum PasswordVerdict {
    /** Name and password are those of a user. */
    RIGHT,
    /** They are not. */
    WRONG,
    /** Too many of this address failed, or are being checked now. */
    TOO_MANY,
    /** As many as can be are being checked now, or too many for this client. */
    BUSY
}
