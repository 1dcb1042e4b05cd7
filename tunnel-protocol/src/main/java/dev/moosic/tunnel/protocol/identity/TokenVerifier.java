package dev.moosic.tunnel.protocol.identity;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.JwtException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the tokens that one auth service issues, with nothing but its public keys. Thread-safe and never blocks; a
 * first verification costs about a millisecond of CPU, later ones of the same token microseconds, until it expires or is
 * revoked. Clocks may differ by 30 s.
 */
public final class TokenVerifier {
    private final TrustedIssuer trusted;
    private final Clock clock;
    private final SignedToken tunnelToken;
    private final SignedToken callerToken;
    private final VerificationCache<TunnelClaims> tunnelClaims = new VerificationCache<>();
    private final VerificationCache<CallerClaims> callerClaims = new VerificationCache<>();

    /** @param trusted whose tokens are accepted */
    public TokenVerifier(TrustedIssuer trusted, Clock clock) {
        this.trusted = trusted;
        this.clock = clock;
        this.tunnelToken = new SignedToken(TokenType.TUNNEL, clock);
        this.callerToken = new SignedToken(TokenType.CALLER, clock);
    }

    /**
     * Verifies the token of a {@code ClientHello} or {@code Renew}.
     *
     * @throws InvalidTokenException saying what is wrong with it
     */
    public TunnelClaims verifyTunnel(String token) throws InvalidTokenException {
        TunnelClaims claims = tunnelClaims.get(token, this::readTunnel);
        SignedToken.checkEnd("token", claims.expiresAt(), clock.instant());
        return current(claims);
    }

    /**
     * What claims verified before come to now, their end apart: whether the client was revoked since, and its grants.
     *
     * @throws InvalidTokenException if it was revoked
     */
    public TunnelClaims current(TunnelClaims claims) throws InvalidTokenException {
        if (claims.generation() < trusted.generation(claims.clientId())) {
            throw revoked("client " + claims.clientId() + " was revoked after the token was issued: "
                    + "enrol it again with a new invite");
        }
        Grants newer = trusted.newerGrants(claims.clientId(), claims.grantsRevision());
        return newer == null ? claims : claims.withGrants(newer);
    }

    /**
     * Verifies the token of a caller of the HTTP API. Clients revoked since it was issued are left out of the claims.
     *
     * @throws InvalidTokenException saying what is wrong with it
     */
    public CallerClaims verifyCaller(String token) throws InvalidTokenException {
        CallerClaims claims = callerClaims.get(token, this::readCaller);
        SignedToken.checkEnd("token", claims.expiresAt(), clock.instant());
        if (trusted.isRevoked(claims.tokenId())) {
            throw revoked("the token was revoked: get a new one");
        }
        CallerClaims remaining = claims.remaining(trusted);
        if (remaining.clients().isEmpty()) {
            throw revoked("every client that the token is for was revoked after it was issued");
        }
        return remaining;
    }

    /** Forgets what was verified before, so that a key withdrawn since is asked for again. */
    public void forget() {
        tunnelClaims.clear();
        callerClaims.clear();
    }

    private TunnelClaims readTunnel(String token) throws InvalidTokenException {
        Claims claims = tunnelToken.verify(token, trusted, trusted.issuer(), trusted.issuer());
        try {
            return new TunnelClaims(
                    new ClientId(claims.getSubject()),
                    Grants.parseKnown(strings(claims.get("grants"))),
                    claims.get("rev") == null ? 0 : number(claims.get("rev")),
                    number(claims.get("gen")),
                    claims.getIssuedAt().toInstant(),
                    claims.getExpiration().toInstant(),
                    claims.getId());
        } catch (IllegalArgumentException | JwtException e) {
            throw unreadable();
        }
    }

    private CallerClaims readCaller(String token) throws InvalidTokenException {
        Claims claims = callerToken.verify(token, trusted, trusted.issuer(), trusted.issuer());
        try {
            return new CallerClaims(
                    claims.getSubject(),
                    generations(claims.get("clients")),
                    claims.getIssuedAt().toInstant(),
                    claims.getExpiration().toInstant(),
                    claims.getId(),
                    Set.copyOf(strings(claims.get("methods"))),
                    strings(claims.get("paths")));
        } catch (IllegalArgumentException | JwtException e) {
            throw unreadable();
        }
    }

    private static Map<ClientId, Long> generations(@Nullable Object claim) {
        if (!(claim instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("expected an object");
        }
        Map<ClientId, Long> generations = new LinkedHashMap<>();
        map.forEach((id, generation) -> generations.put(new ClientId(String.valueOf(id)), number(generation)));
        return generations;
    }

    private static List<String> strings(@Nullable Object claim) {
        if (claim == null) {
            return List.of();
        }
        if (!(claim instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
            throw new IllegalArgumentException("expected an array of strings");
        }
        return list.stream().map(String.class::cast).toList();
    }

    private static long number(@Nullable Object claim) {
        if (claim instanceof Integer || claim instanceof Long) {
            return ((Number) claim).longValue();
        }
        throw new IllegalArgumentException("expected a whole number");
    }

    private static InvalidTokenException unreadable() {
        return new InvalidTokenException(
                Reason.MALFORMED, "the token is properly signed, but its claims cannot be read by this version");
    }

    private static InvalidTokenException revoked(String message) {
        return new InvalidTokenException(Reason.REVOKED, message);
    }
}
