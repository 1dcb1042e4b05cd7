package dev.moosic.tunnel.auth;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How an auth service is set up.
 *
 * @param servers the tunnel servers' public URLs, best first, as known at the moment of asking: they go into invites and
 *     name the {@code host} of a token
 * @param pin goes into invites, see {@code Invite.pin}; null: none. While it is not known, throws
 *     {@code DatabaseException}, and no invite is made
 * @param keySeal seals signing keys in the database
 * @param tunnelTokenLifetime how long a client may use a token; it gets the next one at two thirds of it
 * @param pollInterval how often keys and revocations of other nodes on the same database are read
 * @param keyRotation a new signing key is made when the newest has been that for so long; null: only on demand
 * @param operator which credentials are the operator's, shown at the endpoints that are his; without one nobody's is
 */
public record AuthSettings(
        Supplier<List<URI>> servers,
        Supplier<@Nullable String> pin,
        KeySeal keySeal,
        Duration tunnelTokenLifetime,
        Duration pollInterval,
        @Nullable Duration keyRotation,
        OperatorCredential operator) {
    /** How long a client may use a token. */
    public static final Duration TUNNEL_TOKEN_LIFETIME = Duration.ofMinutes(10);

    /** How often keys and revocations are read again: well within the 30 s in which a revocation takes effect. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    /** How often a new signing key is made. */
    public static final Duration KEY_ROTATION = Duration.ofDays(30);

    /** The least: the keys of three months stay published. */
    public static final Duration MIN_KEY_ROTATION = Duration.ofDays(1);

    /** @throws IllegalArgumentException if keys were to be rotated too often */
    public AuthSettings {
        if (keyRotation != null && keyRotation.compareTo(MIN_KEY_ROTATION) < 0) {
            throw new IllegalArgumentException("keys cannot be rotated every " + keyRotation.toSeconds()
                    + " s: expected a day or more, since every key stays published for three months");
        }
    }

    /** Without an operator, keys rotated on demand. */
    public AuthSettings(
            Supplier<List<URI>> servers,
            Supplier<@Nullable String> pin,
            KeySeal keySeal,
            Duration tunnelTokenLifetime,
            Duration pollInterval) {
        this(servers, pin, keySeal, tunnelTokenLifetime, pollInterval, null, shown -> false);
    }

    /** The defaults: keys not sealed, no pin. */
    public static AuthSettings of(Supplier<List<URI>> servers) {
        return new AuthSettings(servers, () -> null, KeySeal.NONE, TUNNEL_TOKEN_LIFETIME, POLL_INTERVAL);
    }

    /** The same with signing keys sealed. */
    public AuthSettings withKeySeal(KeySeal seal) {
        return new AuthSettings(servers, pin, seal, tunnelTokenLifetime, pollInterval, keyRotation, operator);
    }

    /** The same with a pin in invites. */
    public AuthSettings withPin(Supplier<@Nullable String> newPin) {
        return new AuthSettings(servers, newPin, keySeal, tunnelTokenLifetime, pollInterval, keyRotation, operator);
    }

    /** The same with an operator. */
    public AuthSettings withOperator(OperatorCredential newOperator) {
        return new AuthSettings(servers, pin, keySeal, tunnelTokenLifetime, pollInterval, keyRotation, newOperator);
    }

    /** The same with keys rotated on a schedule. */
    public AuthSettings withKeyRotation(@Nullable Duration interval) {
        return new AuthSettings(servers, pin, keySeal, tunnelTokenLifetime, pollInterval, interval, operator);
    }

    /** The same with another look at what other nodes changed. */
    public AuthSettings withPollInterval(Duration interval) {
        return new AuthSettings(servers, pin, keySeal, tunnelTokenLifetime, interval, keyRotation, operator);
    }
}
