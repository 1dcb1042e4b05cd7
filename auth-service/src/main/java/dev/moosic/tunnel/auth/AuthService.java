package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.audit.AuditLog;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
import dev.moosic.tunnel.protocol.identity.TokenType;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The auth service, to embed: knows the clients, issues tokens, signs media URLs, revokes. Nodes that share a database are
 * one auth service.
 */
public final class AuthService implements ServerAuth {
    static final String SCHEMA = "db/auth";
    static final String SCHEMA_HISTORY = "auth_schema_history";

    private final AuthSettings settings;
    private final Database database;
    private final Clock clock;
    private final Audit audit;
    private final SigningKeyStore keyStore;
    private final TrustWatch trust;
    private final TokenIssuer issuer;
    private final TokenVerifier tokenVerifier;
    private final MediaUrlVerifier mediaUrlVerifier;
    private final MoosicBoxTokens moosicBoxTokens;
    private final MoosicBoxTokenIssuer moosicBoxIssuer;
    private final AuthEndpoints endpoints;
    private final CertificateStore certificates;

    private AuthService(AuthSettings settings, Database database, Clock clock, Audit audit) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
        this.audit = audit;
        this.keyStore = new SigningKeyStore(settings.keySeal());
        this.trust = new TrustWatch(database, keyStore, clock, audit);
        trust.known().onKeyWithdrawn(this::forgetVerified);
        this.certificates = new CertificateStore(database, settings.keySeal(), clock);
        this.issuer = new TokenIssuer(trust, clock);
        this.tokenVerifier = new TokenVerifier(trust, clock);
        this.mediaUrlVerifier = new MediaUrlVerifier(trust, clock);
        this.moosicBoxTokens = new MoosicBoxTokens(this::findMoosicBoxToken, trust.known(), clock);
        this.moosicBoxIssuer = new MoosicBoxTokenIssuer(database, moosicBoxTokens, clock);
        FailureLimiter callerFailures = new FailureLimiter(() -> clock.millis() * 1_000_000);
        Endpoint token = new TokenEndpoint(settings, database, trust, issuer, clock, audit);
        Endpoint moosicBox = new MoosicBoxEndpoints(moosicBoxTokens, moosicBoxIssuer, this, settings.operator(), audit);
        this.endpoints = new AuthEndpoints(
                trust,
                Map.of(
                        AuthEndpoints.REQUEST_TOKEN_PATH, token,
                        AuthEndpoints.TOKEN_PATH, token,
                        AuthEndpoints.ENROLL_PATH, new EnrolEndpoint(settings, database, trust, clock, audit),
                        AuthEndpoints.REVOKE_PATH, new RevocationEndpoint(this, tokenVerifier, callerFailures, audit),
                        AuthEndpoints.INTROSPECT_PATH,
                                new OperatorEndpoint(
                                        settings.operator(),
                                        new IntrospectionEndpoint(tokenVerifier, moosicBoxTokens, trust, audit),
                                        audit),
                        AuthEndpoints.ROTATE_KEYS_PATH,
                                new OperatorEndpoint(settings.operator(), new RotationEndpoint(this), audit),
                        MoosicBoxEndpoints.REGISTER_CLIENT, moosicBox,
                        MoosicBoxEndpoints.SIGNATURE_TOKEN, moosicBox,
                        MoosicBoxEndpoints.VALIDATE_SIGNATURE_TOKEN, moosicBox,
                        MoosicBoxEndpoints.MAGIC_TOKEN, moosicBox),
                settings,
                clock,
                callerFailures);
    }

    /**
     * Opens the auth service over a database, at once, whether the database answers or not.
     *
     * @param database stays the caller's, to be closed after this
     */
    public static AuthService open(AuthSettings settings, Database database, Clock clock) {
        return open(settings, database, clock, new AuditLog());
    }

    /** @param audit told of every decision about identity */
    public static AuthService open(AuthSettings settings, Database database, Clock clock, Audit audit) {
        AuthService service = new AuthService(settings, database, clock, audit);
        database.migrate(SCHEMA, SCHEMA_HISTORY)
                .thenRun(() -> service.trust.start(settings.pollInterval(), settings.keyRotation()))
                .exceptionally(failure -> {
                    service.trust.known().fail(failure);
                    return null;
                });
        return service;
    }

    @Override
    public CompletableFuture<Void> ready() {
        return trust.known().ready();
    }

    @Override
    public boolean renewsTokens() {
        return true;
    }

    /** Whether the keys were read. */
    public boolean isReady() {
        return trust.current().isLoaded();
    }

    @Override
    public TokenVerifier tokenVerifier() {
        return tokenVerifier;
    }

    @Override
    public MediaUrlVerifier mediaUrlVerifier() {
        return mediaUrlVerifier;
    }

    @Override
    public MoosicBoxTokens moosicBoxTokens() {
        return moosicBoxTokens;
    }

    @Override
    public AuthEndpoints endpoints() {
        return endpoints;
    }

    /** What the database knows of one of MoosicBox's tokens, by the SHA-256 of it; nothing is remembered. */
    public CompletableFuture<Optional<MoosicBoxToken>> findMoosicBoxToken(MoosicBoxToken.Kind kind, String hash) {
        return database.call(handle -> MoosicBoxTokenStore.find(handle, kind, hash));
    }

    /** News of whom to trust for tunnel servers elsewhere; costs something with each poll, so make it once. */
    public TrustFeed trustFeed() {
        return new TrustFeed(trust.known());
    }

    /** Keys and certificates for TLS, shared by the nodes on one database; to be used when this is {@link #ready}. */
    public CertificateStore certificates() {
        return certificates;
    }

    @Override
    public String issuer() {
        return trust.issuer();
    }

    @Override
    public String publicKeys() {
        return trust.known().jwks();
    }

    @Override
    public CompletableFuture<Invite> createInvite(ClientId clientId, Grants grants, Duration lifetime, Requester by) {
        return checked(() -> createInvite(
                clientId,
                grants,
                lifetime,
                settings.servers().get(),
                settings.pin().get(),
                by));
    }

    /**
     * As {@link #createInvite(ClientId, Grants, Duration, Requester)}, for tunnel servers elsewhere.
     *
     * @param servers their public URLs, best first
     * @param pin of their private authority; null: none
     */
    public CompletableFuture<Invite> createInvite(
            ClientId clientId,
            Grants grants,
            Duration lifetime,
            List<URI> servers,
            @Nullable String pin,
            Requester by) {
        return checked(() -> {
            Lifetimes.check("invite", lifetime, Invite.MAX_LIFETIME);
            Instant now = clock.instant();
            Invite invite = new Invite(
                    servers,
                    trust.issuer(),
                    clientId,
                    Secrets.random(),
                    pin,
                    now.truncatedTo(ChronoUnit.SECONDS),
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
                            throw differsInCase(clientId);
                        }
                        audit.decided(by.in(AuditEntry.accepted(AuditEvent.INVITE)
                                .client(clientId)
                                .reason("until " + invite.expiresAt() + "; grants: " + grants)));
                        return invite;
                    });
        });
    }

    /**
     * Notes a client as MoosicBox's {@code register-client} does, without grants if it is new, and makes an access token
     * for it. It gets neither key nor session by this: for those it needs an invite.
     *
     * @return the token, a secret
     */
    CompletableFuture<String> registerMoosicBoxClient(ClientId clientId) {
        return checked(() -> database.call(handle -> ClientStore.note(handle, clientId, Grants.NONE, clock.instant()))
                .thenCompose(noted -> noted
                        ? moosicBoxIssuer.issue(MoosicBoxToken.Kind.CLIENT_ACCESS, clientId)
                        : CompletableFuture.failedFuture(differsInCase(clientId))));
    }

    @Override
    public CompletableFuture<IssuedToken> issueApiToken(ApiTokenTerms terms, Requester by) {
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
                    audit.decided(by.in(AuditEntry.accepted(AuditEvent.API_TOKEN)
                            .client(joined(terms.clients()))
                            .subject(token.tokenId())
                            .reason("until " + token.expiresAt())));
                    return token;
                }));
    }

    @Override
    public CompletableFuture<SignedUrl> signUrl(
            String url, @Nullable ClientId clientId, Duration lifetime, Requester by) {
        return checked(() -> {
            Lifetimes.check("media URL", lifetime, TokenType.CALLER.maxLifetime());
            UrlToSign toSign = UrlToSign.parse(url, clientId);
            ClientId target = toSign.request().clientId();
            Instant expiresAt =
                    Instant.ofEpochSecond(clock.instant().plus(lifetime).getEpochSecond());
            return database.call(handle -> ClientStore.find(handle, target)).thenApply(client -> {
                long generation = usable(target, client).generation();
                String signature = issuer.signature(toSign.request(), generation, expiresAt);
                audit.decided(by.in(AuditEntry.accepted(AuditEvent.SIGNED_URL)
                        .client(target)
                        .reason("until " + expiresAt)));
                return new SignedUrl(toSign.withSignature(signature), expiresAt);
            });
        });
    }

    @Override
    public CompletableFuture<Boolean> revoke(ClientId clientId, Requester by) {
        return checked(() -> database.call(handle -> ClientStore.revoke(handle, clientId, clock.instant()))
                .thenCompose(revoked -> {
                    audit.decided(by.in((revoked
                                    ? AuditEntry.accepted(AuditEvent.REVOKE)
                                    : AuditEntry.refused(AuditEvent.REVOKE, "there is no such client"))
                            .client(clientId)));
                    return trust.refresh().thenApply(done -> revoked);
                }));
    }

    @Override
    public void onRevoked(Consumer<ClientId> listener) {
        trust.known().onRevoked(listener);
    }

    /**
     * Revokes one token of a caller: an API token, or one of MoosicBox's that begins with {@code mb.}. Other nodes notice at
     * their next poll.
     *
     * @return what logs name the token by; fails with {@code InvalidTokenException} if it is not good anyway
     */
    CompletableFuture<String> revokeToken(String token) {
        MoosicBoxToken.Kind kind = MoosicBoxToken.Kind.of(token);
        if (kind != null) {
            return moosicBoxTokens
                    .find(kind, token)
                    .thenCompose(found -> moosicBoxIssuer.end(kind, token).thenCompose(done -> trust.refresh()))
                    .thenApply(done -> "moosicbox");
        }
        CallerClaims claims;
        try {
            claims = tokenVerifier.verifyCaller(token);
        } catch (InvalidTokenException e) {
            return CompletableFuture.failedFuture(e);
        }
        // It is accepted for a while after its end, since clocks differ.
        Instant until = claims.expiresAt().plus(SigningKeyStore.KEY_LEAD);
        return database.call(handle -> {
                    RevokedTokenStore.add(handle, Secrets.hash(claims.tokenId()), until);
                    return true;
                })
                .thenCompose(done -> trust.refresh())
                .thenApply(done -> claims.tokenId());
    }

    @Override
    public CompletableFuture<Instant> rotateKeys(Requester by) {
        return checked(() -> database.call(handle -> keyStore.rotate(handle, clock.instant()))
                .thenCompose(rotated -> {
                    if (rotated.isEmpty()) {
                        audit.decided(by.in(AuditEntry.refused(AuditEvent.KEY_ROTATION, "too many keys")));
                        throw new IllegalArgumentException(SigningKeyStore.MAX_KEYS
                                + " keys are published, which is the most there can be: wait until the oldest retire");
                    }
                    Instant signsFrom = rotated.get();
                    audit.decided(
                            by.in(AuditEntry.accepted(AuditEvent.KEY_ROTATION).reason("signs from " + signsFrom)));
                    return trust.refresh().thenApply(done -> signsFrom);
                }));
    }

    @Override
    public CompletableFuture<Boolean> changeGrants(ClientId clientId, Grants grants, Requester by) {
        return checked(() -> database.call(
                        handle -> ClientStore.changeGrants(handle, clientId, grants, clock.instant()))
                .thenCompose(changed -> {
                    audit.decided(by.in((changed
                                    ? AuditEntry.accepted(AuditEvent.GRANT).reason(grants)
                                    : AuditEntry.refused(AuditEvent.GRANT, "there is no such client"))
                            .client(clientId)));
                    return trust.refresh().thenApply(done -> changed);
                }));
    }

    @Override
    public void onGrantsChanged(Consumer<ClientId> listener) {
        trust.known().onGrantsChanged(listener);
    }

    @Override
    public CompletableFuture<Optional<Client>> find(ClientId clientId) {
        return checked(() -> database.call(handle -> ClientStore.find(handle, clientId)));
    }

    @Override
    public CompletableFuture<List<Client>> clients() {
        return checked(() -> database.call(ClientStore::list));
    }

    @Override
    public void close() {
        trust.close();
    }

    private static String joined(Collection<ClientId> clients) {
        return clients.stream().map(ClientId::value).collect(Collectors.joining(","));
    }

    private void forgetVerified() {
        tokenVerifier.forget();
        mediaUrlVerifier.forget();
    }

    private static IllegalArgumentException differsInCase(ClientId clientId) {
        return new IllegalArgumentException("a client whose id differs from \"" + clientId
                + "\" only in case exists: use its spelling, or another id");
    }

    /** @throws IllegalArgumentException if there is no such client, or it was revoked */
    static Client usable(ClientId clientId, Optional<Client> client) {
        if (client.isEmpty()) {
            throw new IllegalArgumentException("there is no client \"" + clientId
                    + "\": invite it first; the subcommand clients lists those there are");
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
        } catch (IllegalArgumentException | DatabaseException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private interface Operation<T> {
        CompletableFuture<T> run();
    }
}
