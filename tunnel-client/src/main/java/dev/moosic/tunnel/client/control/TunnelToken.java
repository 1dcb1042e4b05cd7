package dev.moosic.tunnel.client.control;

import java.time.Duration;

/**
 * A token as issued.
 *
 * @param value a JWT; {@link #toString} leaves it out
 * @param lifetime from the issue to the expiry
 */
public record TunnelToken(String value, Duration lifetime) {
    @Override
    public String toString() {
        return "TunnelToken[lifetime=" + lifetime + "]";
    }
}
