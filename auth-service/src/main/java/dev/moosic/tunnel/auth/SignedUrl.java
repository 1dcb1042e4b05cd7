package dev.moosic.tunnel.auth;

import java.time.Instant;

/**
 * A media URL just signed.
 *
 * @param url opens what it names to whoever has it; a secret
 */
public record SignedUrl(String url, Instant expiresAt) {
    /** Without the URL. */
    @Override
    public String toString() {
        return "SignedUrl[until " + expiresAt + "]";
    }
}
