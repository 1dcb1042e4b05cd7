package dev.moosic.tunnel.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.identity.ClientId;
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
 * Makes and finds MoosicBox's own tokens. Only the database knows them, so what it said is remembered by the token's
 * SHA-256: what is good until it expires or its client is revoked, what is not for {@link #UNKNOWN_REMEMBERED}. Thread-safe;
 * never blocks, and what is remembered is answered at once.
 */
public final class MoosicBoxTokens {
    /** Tokens remembered, good ones and unknown ones each. */
    static final int MAX_REMEMBERED = 10_000;

    /** How long an unknown token stays unknown, whoever may have made it in the meantime on another node. */
    static final Duration UNKNOWN_REMEMBERED = Duration.ofSeconds(10);

    /** How long an ended token is noted as that: nodes that remember it forget it at its next use. */
    private static final Duration ENDED_REMEMBERED = Duration.ofDays(90);

    private static final Duration KEPT_UNUSED = Duration.ofMinutes(10);

    private final Database database;
    private final TrustWatch trust;
    private final Clock clock;
    private final Cache<String, MoosicBoxToken> known;
    private final Cache<String, Boolean> unknown;
    private final Map<String, CompletableFuture<Optional<MoosicBoxToken>>> asking = new ConcurrentHashMap<>();

    MoosicBoxTokens(Database database, TrustWatch trust, Clock clock) {
        this.database = database;
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
        if (!trust.current().isLoaded()) {
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
        CompletableFuture<Optional<MoosicBoxToken>> answer = asking.computeIfAbsent(
                question, first -> database.call(handle -> MoosicBoxTokenStore.find(handle, kind, hash)));
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

    /**
     * Makes a token for a client that exists and is not revoked.
     *
     * @param kind not MAGIC
     * @return the token, a secret; fails with {@link IllegalArgumentException} if there is no such client
     */
    CompletableFuture<String> issue(Kind kind, ClientId clientId) {
        String token = kind.prefix() + Secrets.random();
        return add(kind, clientId, token).thenApply(added -> token);
    }

    /** Registers a magic token that an app chose; false if it is registered already, for this client or another. */
    CompletableFuture<Boolean> register(ClientId clientId, String magicToken) {
        return add(Kind.MAGIC, clientId, magicToken);
    }

    private CompletableFuture<Boolean> add(Kind kind, ClientId clientId, String token) {
        String hash = Secrets.hash(token);
        Instant now = clock.instant();
        return database.call(handle -> {
                    Optional<Client> client = ClientStore.find(handle, clientId);
                    boolean added = client.filter(found -> found.revokedAt() == null)
                            .map(found -> new MoosicBoxToken(kind, clientId, found.generation(), kind.expiry(now)))
                            .filter(made -> MoosicBoxTokenStore.add(handle, hash, made, now))
                            .isPresent();
                    return new Addition(client, added);
                })
                .thenApply(addition -> {
                    AuthService.usable(clientId, addition.client());
                    unknown.invalidate(hash);
                    return addition.added();
                });
    }

    /** Ends one token; other nodes, which may remember it, notice at their next poll. */
    CompletableFuture<Boolean> end(Kind kind, String token) {
        String hash = Secrets.hash(token);
        Instant remembered = clock.instant().plus(ENDED_REMEMBERED);
        return database.call(handle -> {
            MoosicBoxTokenStore.remove(handle, kind, hash);
            RevokedTokenStore.add(handle, hash, remembered);
            return true;
        });
    }

    private record Addition(Optional<Client> client, boolean added) {}
}
