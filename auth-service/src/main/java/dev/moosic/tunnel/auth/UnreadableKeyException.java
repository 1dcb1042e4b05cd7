package dev.moosic.tunnel.auth;

/** A private key in the database that cannot be opened with the secret given. The message says what to do. */
final class UnreadableKeyException extends IllegalStateException {
    UnreadableKeyException(String message) {
        super(message);
    }
}
