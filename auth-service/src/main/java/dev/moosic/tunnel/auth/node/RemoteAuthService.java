package dev.moosic.tunnel.auth.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.moosic.tunnel.auth.ApiTokenTerms;
import dev.moosic.tunnel.auth.AuthHandler;
import dev.moosic.tunnel.auth.Client;
import dev.moosic.tunnel.auth.IssuedToken;
import dev.moosic.tunnel.auth.KnownTrust;
import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.auth.MoosicBoxTokens;
import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.auth.SignedUrl;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.auth.node.NodeMessages.Clients;
import dev.moosic.tunnel.auth.node.NodeMessages.Done;
import dev.moosic.tunnel.auth.node.NodeMessages.GrantsOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.InviteLine;
import dev.moosic.tunnel.auth.node.NodeMessages.InviteOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.KeyMade;
import dev.moosic.tunnel.auth.node.NodeMessages.MoosicBoxAnswer;
import dev.moosic.tunnel.auth.node.NodeMessages.MoosicBoxQuestion;
import dev.moosic.tunnel.auth.node.NodeMessages.OneClient;
import dev.moosic.tunnel.auth.node.NodeMessages.TokenMade;
import dev.moosic.tunnel.auth.node.NodeMessages.TokenOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.UrlOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.UrlSigned;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
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

/**
 * An auth service elsewhere, to a tunnel server: verifies with its public keys and what it says was revoked, and has it do
 * all else. Signing keys never come here.
 */
public final class RemoteAuthService implements ServerAuth {
    private final RemoteAuthSettings settings;
    private final KnownTrust trust = new KnownTrust();
    private final NodeClient client;
    private final TrustPoll poll;
    private final TokenVerifier tokenVerifier;
    private final MediaUrlVerifier mediaUrlVerifier;
    private final MoosicBoxTokens moosicBoxTokens;
    private final RemoteEndpoints endpoints;

    private RemoteAuthService(RemoteAuthSettings settings, Clock clock) {
        this.settings = settings;
        this.client = new NodeClient(settings.url(), settings.credential());
        this.poll = new TrustPoll(client, trust, new TrustFile(settings.store(), settings.url()), clock);
        this.tokenVerifier = new TokenVerifier(trust, clock);
        this.mediaUrlVerifier = new MediaUrlVerifier(trust, clock);
        this.moosicBoxTokens = new MoosicBoxTokens(this::findMoosicBoxToken, trust, clock);
        this.endpoints = new RemoteEndpoints(settings, client, trust, poll, clock);
        trust.onKeyWithdrawn(() -> {
            tokenVerifier.forget();
            mediaUrlVerifier.forget();
        });
    }

    /** Begins to ask, at once, whether the auth service answers or not. */
    public static RemoteAuthService start(RemoteAuthSettings settings, Clock clock) {
        RemoteAuthService service = new RemoteAuthService(settings, clock);
        service.poll.start();
        return service;
    }

    @Override
    public CompletableFuture<Void> ready() {
        return trust.ready();
    }

    /** Whether the auth service and its database answer. */
    public boolean isAvailable() {
        return poll.isReached();
    }

    @Override
    public boolean renewsTokens() {
        return poll.isSteady();
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
    public AuthHandler endpoints() {
        return endpoints;
    }

    @Override
    public String issuer() {
        return trust.issuer();
    }

    @Override
    public String publicKeys() {
        return trust.jwks();
    }

    @Override
    public CompletableFuture<Invite> createInvite(ClientId clientId, Grants grants, Duration lifetime, Requester by) {
        InviteOrder order;
        try {
            order = new InviteOrder(
                    clientId.value(),
                    grants.toList(),
                    lifetime.toString(),
                    settings.servers().get(),
                    settings.pin().get());
        } catch (DatabaseException e) {
            return CompletableFuture.failedFuture(e);
        }
        return order("POST", NodeProtocol.INVITES, order, InviteLine.class, by)
                .thenApply(made -> Invite.parse(made.invite()));
    }

    @Override
    public CompletableFuture<IssuedToken> issueApiToken(ApiTokenTerms terms, Requester by) {
        return order("POST", NodeProtocol.TOKENS, TokenOrder.of(terms), TokenMade.class, by)
                .thenApply(TokenMade::toToken);
    }

    @Override
    public CompletableFuture<SignedUrl> signUrl(
            String url, @Nullable ClientId clientId, Duration lifetime, Requester by) {
        UrlOrder order = new UrlOrder(url, clientId == null ? null : clientId.value(), lifetime.toString());
        return order("POST", NodeProtocol.SIGNED_URLS, order, UrlSigned.class, by)
                .thenApply(signed -> new SignedUrl(signed.url(), Instant.parse(signed.expiresAt())));
    }

    @Override
    public CompletableFuture<Boolean> revoke(ClientId clientId, Requester by) {
        return order("DELETE", path(clientId), null, Done.class, by).thenApply(Done::done);
    }

    @Override
    public void onRevoked(Consumer<ClientId> listener) {
        trust.onRevoked(listener);
    }

    @Override
    public CompletableFuture<Instant> rotateKeys(Requester by) {
        return order("POST", NodeProtocol.KEYS, null, KeyMade.class, by)
                .thenApply(made -> Instant.parse(made.signsFrom()));
    }

    @Override
    public CompletableFuture<Boolean> changeGrants(ClientId clientId, Grants grants, Requester by) {
        return order("PUT", path(clientId) + NodeProtocol.GRANTS, new GrantsOrder(grants.toList()), Done.class, by)
                .thenApply(Done::done);
    }

    @Override
    public void onGrantsChanged(Consumer<ClientId> listener) {
        trust.onGrantsChanged(listener);
    }

    @Override
    public CompletableFuture<Optional<Client>> find(ClientId clientId) {
        return client.send("GET", path(clientId), Map.of(), new byte[0])
                .thenApply(answer -> answer.status() == 404
                        ? Optional.empty()
                        : Optional.of(answer.as(OneClient.class).toClient()));
    }

    @Override
    public CompletableFuture<List<Client>> clients() {
        return client.send("GET", NodeProtocol.CLIENTS, Map.of(), new byte[0])
                .thenApply(answer -> answer.as(Clients.class).clients().stream()
                        .map(OneClient::toClient)
                        .toList());
    }

    @Override
    public void close() {
        poll.close();
        client.close();
    }

    private static String path(ClientId clientId) {
        return NodeProtocol.CLIENTS + "/" + clientId;
    }

    private CompletableFuture<Optional<MoosicBoxToken>> findMoosicBoxToken(MoosicBoxToken.Kind kind, String hash) {
        MoosicBoxQuestion question = new MoosicBoxQuestion(kind, hash);
        return order("POST", NodeProtocol.MOOSICBOX_TOKENS, question, MoosicBoxAnswer.class, Requester.PROGRAM)
                .thenApply(answer -> Optional.ofNullable(answer.toToken(kind)));
    }

    /** What it changes is known here when it is done. */
    private <T> CompletableFuture<T> order(
            String method, String path, @Nullable Object body, Class<T> type, Requester by) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (body != null) {
            headers.put("content-type", "application/json");
        }
        if (by.address() != null) {
            headers.put(NodeProtocol.ADDRESS, by.address());
        }
        return client.send(method, path, headers, json(body)).thenCompose(answer -> {
            T made = answer.as(type);
            return poll.caughtUp(answer.header(NodeProtocol.TRUST_TAG)).thenApply(caughtUp -> made);
        });
    }

    private static byte[] json(@Nullable Object body) {
        try {
            return body == null ? new byte[0] : NodeProtocol.JSON.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of text and numbers are always JSON", e);
        }
    }
}
