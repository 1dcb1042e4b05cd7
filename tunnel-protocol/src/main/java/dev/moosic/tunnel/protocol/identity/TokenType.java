package dev.moosic.tunnel.protocol.identity;

import java.time.Duration;

/** Each kind of token has a {@code typ} of its own (RFC 8725 §3.11), so that none passes for another. */
public enum TokenType {
    /** A client's right to open a session: carried by {@code ClientHello} and {@code Renew}. */
    TUNNEL("tunnel+jwt", Duration.ofHours(24)),

    /** A caller's right to call the http tunnels of some clients. */
    CALLER("api+jwt", Duration.ofDays(90)),

    /** A client's proof of who it is, towards the auth service (RFC 7523). */
    CLIENT_ASSERTION("client-authentication+jwt", Duration.ofMinutes(5));

    private final String typ;
    private final Duration maxLifetime;

    TokenType(String typ, Duration maxLifetime) {
        this.typ = typ;
        this.maxLifetime = maxLifetime;
    }

    /** The header's {@code typ}. */
    public String typ() {
        return typ;
    }

    /** From {@code iat} to {@code exp}, at the most. */
    public Duration maxLifetime() {
        return maxLifetime;
    }
}
