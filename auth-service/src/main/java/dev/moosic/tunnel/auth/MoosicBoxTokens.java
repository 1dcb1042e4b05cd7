package dev.moosic.tunnel.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds MoosicBox's own tokens. Only the database knows them, so what it said is remembered by the token's SHA-256: what
 * is good until it expires or its client is revoked, what is not for {@link #UNKNOWN_REMEMBERED}. Thread-safe;
 * never blocks, and what is remembered is answered at once.
 */
public final class MoosicBoxTokens {
    /** Tokens remembered, good ones and unknown ones each. */
    static final int MAX_REMEMBERED = 10_000;

    /** How long an unknown token stays unknown, whoever may have made it in the meantime on another node. */
    static final Duration UNKNOWN_REMEMBERED = Duration.ofSeconds(10);

    private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);

    private final Source source;
    private final KnownTrust trust;
    private final Clock clock;
    private final Cache<String, MoosicBoxToken> known;
    private final Cache<String, Boolean> unknown;
    private final Map<String, CompletableFuture<Optional<MoosicBoxToken>>> asking = new ConcurrentHashMap<>();

    /** Where tokens are asked for that are not remembered: a database, or an auth service that has one. */
    @FunctionalInterface
    public interface Source {
        /** @param hash SHA-256 of the token, lower-case hex; never blocks */
        CompletableFuture<Optional<MoosicBoxToken>> find(Kind kind, String hash);
    }

    /** @param trust says what was revoked */
    public MoosicBoxTokens(Source source, KnownTrust trust, Clock clock) {
        this.source = source;
        this.trust = trust;
        this.clock = clock;
        this.known = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterAccess(KEPT_UNUSED)
                .build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(UNKNOWN_REMEMBERED)
                .ticker(() -> clock.millis() * 1_000_000)
                .build();
    }

    /**
     * Finds a token.
     *
     * @return fails with {@link InvalidTokenException} if it is unknown, expired or revoked, and with
     *     {@link DatabaseException} if it is not remembered and the database is away; completes at once if remembered
     */
    public CompletableFuture<MoosicBoxToken> find(Kind kind, String token) {
        if (!trust.isLoaded()) {
            return CompletableFuture.failedFuture(new DatabaseException("revocations have not been read yet"));
        }
        if (!token.startsWith(kind.prefix()) || kind == Kind.MAGIC && token.startsWith(MoosicBoxToken.PREFIX)) {
            return CompletableFuture.failedFuture(unknownToken(Reason.BAD_SIGNATURE));
        }
        String hash = Secrets.hash(token);
        MoosicBoxToken remembered = known.getIfPresent(hash);
        if (remembered != null) {
            return checked(hash, remembered.kind() == kind ? Optional.of(remembered) : Optional.empty());
        }
        if (unknown.getIfPresent(hash) != null) {
            return CompletableFuture.failedFuture(unknownToken(Reason.UNKNOWN_KEY));
        }
        return ask(kind, hash).thenCompose(found -> checked(hash, found));
    }

    private CompletableFuture<Optional<MoosicBoxToken>> ask(Kind kind, String hash) {
        String question = kind + hash;
        CompletableFuture<Optional<MoosicBoxToken>> answer =
                asking.computeIfAbsent(question, first -> source.find(kind, hash));
        return answer.whenComplete((found, failure) -> {
            if (failure == null) {
                found.ifPresentOrElse(token -> known.put(hash, token), () -> unknown.put(hash, true));
            }
            asking.remove(question, answer);
        });
    }

    private CompletableFuture<MoosicBoxToken> checked(String hash, Optional<MoosicBoxToken> found) {
        if (trust.current().revokedTokens().contains(hash)) {
            known.invalidate(hash); // So that nothing brings it back when its end is no longer noted.
            return CompletableFuture.failedFuture(
                    new InvalidTokenException(Reason.REVOKED, "the token was revoked: get a new one"));
        }
        if (found.isEmpty()) {
            return CompletableFuture.failedFuture(unknownToken(Reason.BAD_SIGNATURE));
        }
        MoosicBoxToken token = found.get();
        Instant expiresAt = token.expiresAt();
        if (expiresAt != null && !clock.instant().isBefore(expiresAt)) {
            return CompletableFuture.failedFuture(
                    new InvalidTokenException(Reason.EXPIRED, "the token expired at " + expiresAt + ": get a new one"));
        }
        if (token.generation() < trust.generation(token.clientId())) {
            return CompletableFuture.failedFuture(new InvalidTokenException(
                    Reason.REVOKED, "client " + token.clientId() + " was revoked after the token was made"));
        }
        return CompletableFuture.completedFuture(token);
    }

    /**
     * The same whether it never was or is no more.
     *
     * @param reason forged, or one that it cost nothing to look up again: a player goes on showing a token that has ended
     */
    private static InvalidTokenException unknownToken(Reason reason) {
        return new InvalidTokenException(
                reason, "no such token was made here, or its client was revoked: get a new one");
    }

    /** A token of that hash was just made: it is unknown no longer. */
    void made(String hash) {
        unknown.invalidate(hash);
    }
}
