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
 * @param pin goes into invites, see {@code Invite.pin}; null: none
 * @param keySeal seals signing keys in the database
 * @param tunnelTokenLifetime how long a client may use a token; it gets the next one at two thirds of it
 * @param pollInterval how often keys and revocations of other nodes on the same database are read
 * @param operator which credentials are the operator's, shown at the endpoints that are his; without one nobody's is
 */
public record AuthSettings(
        Supplier<List<URI>> servers,
        Supplier<@Nullable String> pin,
        KeySeal keySeal,
        Duration tunnelTokenLifetime,
        Duration pollInterval,
        OperatorCredential operator) {
    /** How long a client may use a token. */
    public static final Duration TUNNEL_TOKEN_LIFETIME = Duration.ofMinutes(10);

    /** How often keys and revocations are read again: well within the 30 s in which a revocation takes effect. */
    public static final Duration POLL_INTERVAL = Duration.ofSeconds(10);

    /** Without an operator. */
    public AuthSettings(
            Supplier<List<URI>> servers,
            Supplier<@Nullable String> pin,
            KeySeal keySeal,
            Duration tunnelTokenLifetime,
            Duration pollInterval) {
        this(servers, pin, keySeal, tunnelTokenLifetime, pollInterval, shown -> false);
    }

    /** The defaults: keys not sealed, no pin. */
    public static AuthSettings of(Supplier<List<URI>> servers) {
        return new AuthSettings(servers, () -> null, KeySeal.NONE, TUNNEL_TOKEN_LIFETIME, POLL_INTERVAL);
    }

    /** The same with signing keys sealed. */
    public AuthSettings withKeySeal(KeySeal seal) {
        return new AuthSettings(servers, pin, seal, tunnelTokenLifetime, pollInterval, operator);
    }

    /** The same with a pin in invites. */
    public AuthSettings withPin(Supplier<@Nullable String> newPin) {
        return new AuthSettings(servers, newPin, keySeal, tunnelTokenLifetime, pollInterval, operator);
    }

    /** The same with an operator. */
    public AuthSettings withOperator(OperatorCredential newOperator) {
        return new AuthSettings(servers, pin, keySeal, tunnelTokenLifetime, pollInterval, newOperator);
    }
}
