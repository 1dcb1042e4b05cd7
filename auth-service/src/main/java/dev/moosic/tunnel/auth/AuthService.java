package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
import dev.moosic.tunnel.protocol.identity.TokenType;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The auth service, to embed: knows the clients, issues tokens, signs media URLs, revokes. Nodes that share a database are
 * one auth service.
 *
 * <p>No method blocks, so event loops may call all of them. Futures complete on other threads; they fail with
 * {@link IllegalArgumentException} if what was asked for cannot be had (the message is for the operator), and with
 * {@code DatabaseException} while the database is away. Verification goes on without the database.
 */
public final class AuthService implements AutoCloseable {
    /** How long an invite is good if nothing else is asked for. */
    public static final Duration DEFAULT_INVITE_LIFETIME = Duration.ofHours(24);

    /** How long an invite can be good. */
    public static final Duration MAX_INVITE_LIFETIME = Duration.ofDays(30);

    /** How long a media URL is good if nothing else is asked for. */
    public static final Duration DEFAULT_URL_LIFETIME = Duration.ofHours(24);

    /** A new key is published this long before it signs, so that every node knows it by then. */
    static final Duration KEY_LEAD = Duration.ofSeconds(60);

    private static final Logger AUDIT = LoggerFactory.getLogger("dev.moosic.tunnel.audit");

    private final AuthSettings settings;
    private final Database database;
    private final Clock clock;
    private final SigningKeyStore keyStore;
    private final TrustWatch trust;
    private final TokenIssuer issuer;
    private final TokenVerifier tokenVerifier;
    private final MediaUrlVerifier mediaUrlVerifier;
    private final AuthEndpoints endpoints;
    private final CertificateStore certificates;

    private AuthService(AuthSettings settings, Database database, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.keyStore = new SigningKeyStore(settings.keySeal());
        this.trust = new TrustWatch(database, keyStore, clock, this::forgetVerified);
        this.certificates = new CertificateStore(database, settings.keySeal(), clock);
        this.issuer = new TokenIssuer(trust, clock);
        this.tokenVerifier = new TokenVerifier(trust, clock);
        this.mediaUrlVerifier = new MediaUrlVerifier(trust, clock);
        this.endpoints = new AuthEndpoints(
                trust,
                new TokenEndpoint(settings, database, trust, issuer, clock),
                new EnrolEndpoint(settings, database, trust, clock),
                settings,
                clock);
    }

    /**
     * Opens the auth service over a database, at once, whether the database answers or not.
     *
     * @param database stays the caller's, to be closed after this
     */
    public static AuthService open(AuthSettings settings, Database database, Clock clock) {
        AuthService service = new AuthService(settings, database, clock);
        database.migrate("db/auth", "auth_schema_history")
                .thenRun(() -> service.trust.start(settings.pollInterval()))
                .exceptionally(failure -> {
                    service.trust.ready().completeExceptionally(failure);
                    return null;
                });
        return service;
    }

    /**
     * Completes when the keys were read, from when on tokens are issued and verified. Fails if the database cannot be used
     * and trying again does not help.
     */
    public CompletableFuture<Void> ready() {
        return trust.ready().copy();
    }

    /** Whether the keys were read. */
    public boolean isReady() {
        return trust.current().isLoaded();
    }

    /** Verifies the tokens of clients and callers. */
    public TokenVerifier tokenVerifier() {
        return tokenVerifier;
    }

    /** Verifies media URLs. */
    public MediaUrlVerifier mediaUrlVerifier() {
        return mediaUrlVerifier;
    }

    /** What the public listener serves. */
    public AuthEndpoints endpoints() {
        return endpoints;
    }

    /** Keys and certificates for TLS, shared by the nodes on one database; to be used when this is {@link #ready}. */
    public CertificateStore certificates() {
        return certificates;
    }

    /** The auth service's name; empty until it is ready. */
    public String issuer() {
        return trust.issuer();
    }

    /** The public keys as a JWK set (RFC 7517). */
    public String publicKeys() {
        return trust.current().keys().jwks();
    }

    /**
     * Makes an invite; the client is noted, so that tokens for it can be issued before it enrols.
     *
     * @param grants what the client may do once it enrolled with this invite, instead of what it may do now
     * @param lifetime up to {@link #MAX_INVITE_LIFETIME}
     */
    public CompletableFuture<Invite> createInvite(ClientId clientId, Grants grants, Duration lifetime) {
        return checked(() -> {
            Lifetimes.check("invite", lifetime, MAX_INVITE_LIFETIME);
            Instant now = clock.instant();
            Invite invite = new Invite(
                    settings.servers().get(),
                    trust.issuer(),
                    clientId,
                    Secrets.random(),
                    settings.pin().get(),
                    Instant.ofEpochSecond(now.plus(lifetime).getEpochSecond()));
            return database.call(handle -> {
                        if (!ClientStore.note(handle, clientId, grants, now)) {
                            return false;
                        }
                        InviteStore.add(handle, invite.code(), clientId, grants, invite.expiresAt());
                        return true;
                    })
                    .thenApply(noted -> {
                        if (!noted) {
                            throw new IllegalArgumentException("a client whose id differs from \"" + clientId
                                    + "\" only in case exists: use its spelling, or another id");
                        }
                        AUDIT.info(
                                "event=invited client={} grants=\"{}\" until={}", clientId, grants, invite.expiresAt());
                        return invite;
                    });
        });
    }

    /** Issues a token for callers of the HTTP API. Every client named must exist and not be revoked. */
    public CompletableFuture<IssuedToken> issueApiToken(ApiTokenTerms terms) {
        return checked(() -> database.call(handle -> {
                    Map<ClientId, Optional<Client>> found = new LinkedHashMap<>();
                    terms.clients().forEach(id -> found.put(id, ClientStore.find(handle, id)));
                    return found;
                })
                .thenApply(found -> {
                    Map<ClientId, Long> generations = new LinkedHashMap<>();
                    found.forEach((id, client) ->
                            generations.put(id, usable(id, client).generation()));
                    IssuedToken token = issuer.apiToken(terms, generations);
                    AUDIT.info(
                            "event=api-token clients={} token={} until={}",
                            terms.clients(),
                            token.tokenId(),
                            token.expiresAt());
                    return token;
                }));
    }

    /**
     * Signs a URL, for GET and HEAD.
     *
     * @param url names its client by {@code clientId=} or {@code /t/ID/}
     * @param clientId names it for a URL that does so by host name; else null
     * @param lifetime up to 90 days
     */
    public CompletableFuture<SignedUrl> signUrl(String url, @Nullable ClientId clientId, Duration lifetime) {
        return checked(() -> {
            Lifetimes.check("media URL", lifetime, TokenType.CALLER.maxLifetime());
            UrlToSign toSign = UrlToSign.parse(url, clientId);
            ClientId target = toSign.request().clientId();
            Instant expiresAt =
                    Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
            return database.call(handle -> ClientStore.find(handle, target)).thenApply(client -> {
                long generation = usable(target, client).generation();
                String signature = issuer.signature(toSign.request(), generation, expiresAt);
                AUDIT.info("event=url-signed client={} until={}", target, expiresAt);
                return new SignedUrl(toSign.withSignature(signature), expiresAt);
            });
        });
    }

    /**
     * Revokes a client: its credential, its tokens, the API tokens and media URLs for it, its open invites. Other nodes
     * notice at their next poll. A new invite lets it enrol again.
     *
     * @return false if there is no such client
     */
    public CompletableFuture<Boolean> revoke(ClientId clientId) {
        return checked(() -> database.call(handle -> ClientStore.revoke(handle, clientId, clock.instant()))
                .thenCompose(revoked -> {
                    if (revoked) {
                        AUDIT.info("event=revoked client={}", clientId);
                    }
                    return trust.refresh().thenApply(done -> revoked);
                }));
    }

    /** Told of each client revoked from now on, by this node or another; on a thread of the database: be quick. */
    public void onRevoked(Consumer<ClientId> listener) {
        trust.onRevoked(listener);
    }

    /**
     * Makes a new signing key. It signs a minute from now, when every node has read it; the older ones stay published until
     * nothing that they signed is valid.
     */
    public CompletableFuture<Void> rotateKeys() {
        return checked(() -> {
            Instant signsFrom = clock.instant().plus(KEY_LEAD);
            Instant othersRetireAt =
                    signsFrom.plus(TokenType.CALLER.maxLifetime()).plus(KEY_LEAD);
            return database.call(handle -> {
                        keyStore.rotate(handle, signsFrom, othersRetireAt);
                        return true;
                    })
                    .thenCompose(done -> trust.refresh());
        });
    }

    /** All clients, by name. */
    public CompletableFuture<List<Client>> clients() {
        return checked(() -> database.call(ClientStore::list));
    }

    /** Stops watching the database; verification goes on with what is known. */
    @Override
    public void close() {
        trust.close();
    }

    private void forgetVerified() {
        tokenVerifier.forget();
        mediaUrlVerifier.forget();
    }

    private static Client usable(ClientId clientId, Optional<Client> client) {
        if (client.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no client \"" + clientId + "\": invite it first, or see which there are");
        }
        if (client.get().revokedAt() != null) {
            throw new IllegalArgumentException("client \"" + clientId + "\" was revoked on "
                    + client.get().revokedAt() + ": let it enrol again with a new invite first");
        }
        return client.get();
    }

    /** Runs an operation once ready; what it throws at once fails the future. */
    private <T> CompletableFuture<T> checked(Operation<T> operation) {
        if (!trust.current().isLoaded()) {
            return trust.refresh().thenCompose(loaded -> operation.run());
        }
        try {
            return operation.run();
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private interface Operation<T> {
        CompletableFuture<T> run();
    }
}
