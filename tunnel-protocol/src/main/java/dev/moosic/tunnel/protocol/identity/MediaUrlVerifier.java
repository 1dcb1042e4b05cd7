package dev.moosic.tunnel.protocol.identity;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifies the {@code signature=m1.…} of media URLs with nothing but the auth service's public keys. Thread-safe, never
 * blocks, and remembers what it verified until it expires or is revoked.
 */
public final class MediaUrlVerifier {
    private static final Pattern FORM =
            Pattern.compile("(m1\\.([A-Za-z0-9_-]{1,64})\\.([0-9]{1,11})\\.([0-9]{1,18}))\\.([A-Za-z0-9_-]{86})");

    private final TrustedIssuer trusted;
    private final Clock clock;
    private final VerificationCache<Terms> verified = new VerificationCache<>();

    /** What the signature says of itself. */
    private record Terms(Instant expiresAt, long generation) {}

    /** @param trusted whose signatures are accepted */
    public MediaUrlVerifier(TrustedIssuer trusted, Clock clock) {
        this.trusted = trusted;
        this.clock = clock;
    }

    /**
     * Whether this request may be made.
     *
     * @param method as on the wire
     * @param signature the value of the {@code signature} parameter
     * @return until when the signature is good
     * @throws InvalidTokenException saying what is wrong
     */
    public Instant verify(String method, MediaUrl url, String signature) throws InvalidTokenException {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            throw new InvalidTokenException(
                    Reason.WRONG_REQUEST, "a signed URL is for GET and HEAD only: use an API token for other methods");
        }
        Terms terms = verified.get(signature + "\n" + url.onTheWire(), shown -> verifyAnew(url, signature));
        requireCurrent(url, terms);
        return terms.expiresAt();
    }

    private Terms verifyAnew(MediaUrl url, String signature) throws InvalidTokenException {
        Matcher form = FORM.matcher(signature);
        if (!form.matches()) {
            throw new InvalidTokenException(
                    Reason.MALFORMED, "the signature is not of the form m1.KEY.EXPIRY.GENERATION.SIGNATURE");
        }
        Terms terms = new Terms(Instant.ofEpochSecond(Long.parseLong(form.group(3))), Long.parseLong(form.group(4)));
        requireCurrent(url, terms);
        requireSigned(url, form);
        return terms;
    }

    private void requireCurrent(MediaUrl url, Terms terms) throws InvalidTokenException {
        SignedToken.checkEnd("signed URL", terms.expiresAt(), clock.instant());
        if (terms.generation() < trusted.generation(url.clientId())) {
            throw new InvalidTokenException(
                    Reason.REVOKED, "client " + url.clientId() + " was revoked after the URL was signed");
        }
    }

    private void requireSigned(MediaUrl url, Matcher form) throws InvalidTokenException {
        String kid = form.group(2);
        PublicKey key = trusted.key(kid);
        if (key == null) {
            trusted.unknownKey(kid);
            throw new InvalidTokenException(Reason.UNKNOWN_KEY, "the URL was signed with a key that is not known here");
        }
        byte[] signature = Base64.getUrlDecoder().decode(form.group(5));
        if (!url.isSignedBy(key, form.group(1), signature)) {
            throw new InvalidTokenException(
                    Reason.BAD_SIGNATURE,
                    "the signature does not fit this request: host, client, path, query or signature was altered");
        }
    }

    /** Forgets what was verified before, so that a key withdrawn since is asked for again. */
    public void forget() {
        verified.clear();
    }
}
