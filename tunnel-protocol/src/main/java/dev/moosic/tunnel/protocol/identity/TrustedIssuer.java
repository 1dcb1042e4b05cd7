package dev.moosic.tunnel.protocol.identity;

/**
 * The auth service whose tokens are accepted here. Called on any thread: never blocks. A token's audience is its
 * issuer's name too: it is for the servers that trust this issuer.
 */
public interface TrustedIssuer extends KeySource, Revocations {
    /** The auth service's name: the only {@code iss} and {@code aud} accepted. */
    String issuer();
}
