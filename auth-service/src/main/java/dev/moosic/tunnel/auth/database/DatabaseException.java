package dev.moosic.tunnel.auth.database;

/**
 * A database call that failed: away, too slow, overloaded, or refused by the database. Whether a call that ran out of
 * time took effect is unknown; repeat only what may be repeated.
 */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseException(String message, Throwable cause) {
        super(message, cause);
    }

    public DatabaseException(String message) {
        super(message);
    }
}
