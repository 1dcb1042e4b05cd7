package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Makes MoosicBox's own tokens, and ends them. Thread-safe; never blocks. */
final class MoosicBoxTokenIssuer {
    /** How long an ended token is noted as that: nodes that remember it forget it at its next use. */
    private static final Duration ENDED_REMEMBERED = Duration.ofDays(90);

    private final Database database;
    private final MoosicBoxTokens tokens;
    private final Clock clock;

    /** @param tokens told of what is made */
    MoosicBoxTokenIssuer(Database database, MoosicBoxTokens tokens, Clock clock) {
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
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
                    tokens.made(hash);
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
