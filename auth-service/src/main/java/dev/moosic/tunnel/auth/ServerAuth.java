package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.MediaUrlVerifier;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a tunnel server has of its auth service, whether that is embedded ({@link AuthService}) or elsewhere.
 *
 * <p>No method blocks, so event loops may call all of them. Futures complete on other threads; they fail with
 * {@link IllegalArgumentException} if what was asked for cannot be had (the message is for the operator), with
 * {@code DatabaseException} while the database is away, and with {@link AuthAwayException} while an auth service elsewhere
 * is. Verification goes on without either.
 *
 * <p>What is decided is audited with who asked for it; without a {@link Requester} it is the program itself.
 */
public interface ServerAuth extends AutoCloseable {
    /** How long an invite is good if nothing else is asked for. */
    Duration DEFAULT_INVITE_LIFETIME = Duration.ofHours(24);

    /** How long a media URL is good if nothing else is asked for. */
    Duration DEFAULT_URL_LIFETIME = Duration.ofHours(24);

    /**
     * Completes when the keys are known, from when on tokens are verified. Fails if they cannot be had and trying again does
     * not help.
     */
    CompletableFuture<Void> ready();

    /**
     * Whether clients can have their tokens renewed now. While they cannot, a session is not ended because its token ran
     * out.
     */
    boolean renewsTokens();

    /** Verifies the tokens of clients and callers. */
    TokenVerifier tokenVerifier();

    /** Verifies media URLs. */
    MediaUrlVerifier mediaUrlVerifier();

    /** Finds MoosicBox's own tokens. */
    MoosicBoxTokens moosicBoxTokens();

    /** What the public listener serves. */
    AuthHandler endpoints();

    /** The auth service's name; empty until it is ready. */
    String issuer();

    /** The public keys as a JWK set (RFC 7517). */
    String publicKeys();

    /**
     * Makes an invite; the client is noted, so that tokens for it can be issued before it enrols.
     *
     * @param grants what the client may do once it enrolled with this invite, instead of what it may do now
     * @param lifetime up to {@link Invite#MAX_LIFETIME}
     */
    CompletableFuture<Invite> createInvite(ClientId clientId, Grants grants, Duration lifetime, Requester by);

    default CompletableFuture<Invite> createInvite(ClientId clientId, Grants grants, Duration lifetime) {
        return createInvite(clientId, grants, lifetime, Requester.PROGRAM);
    }

    /** Issues a token for callers of the HTTP API. Every client named must exist and not be revoked. */
    CompletableFuture<IssuedToken> issueApiToken(ApiTokenTerms terms, Requester by);

    default CompletableFuture<IssuedToken> issueApiToken(ApiTokenTerms terms) {
        return issueApiToken(terms, Requester.PROGRAM);
    }

    /**
     * Signs a URL, for GET and HEAD.
     *
     * @param url names its client by {@code clientId=} or {@code /t/ID/}
     * @param clientId names it for a URL that does so by host name; else null
     * @param lifetime up to 90 days
     */
    CompletableFuture<SignedUrl> signUrl(String url, @Nullable ClientId clientId, Duration lifetime, Requester by);

    default CompletableFuture<SignedUrl> signUrl(String url, @Nullable ClientId clientId, Duration lifetime) {
        return signUrl(url, clientId, lifetime, Requester.PROGRAM);
    }

    /**
     * Revokes a client: its credential, its tokens, the API tokens and media URLs for it, its open invites. Other nodes
     * notice within seconds. A new invite lets it enrol again.
     *
     * @return false if there is no such client
     */
    CompletableFuture<Boolean> revoke(ClientId clientId, Requester by);

    default CompletableFuture<Boolean> revoke(ClientId clientId) {
        return revoke(clientId, Requester.PROGRAM);
    }

    /** Told of each client revoked from now on, here or elsewhere; on a thread that must not be held up. */
    void onRevoked(Consumer<ClientId> listener);

    /**
     * Makes a new signing key. It signs a minute from now, when every node has read it; the older ones stay published until
     * nothing that they signed is valid.
     *
     * @return from when on it signs
     */
    CompletableFuture<Instant> rotateKeys(Requester by);

    default CompletableFuture<Instant> rotateKeys() {
        return rotateKeys(Requester.PROGRAM);
    }

    /**
     * Replaces what a client may do. Its live session goes on by the new grants at once, on other nodes within seconds; an
     * invite still open keeps its own.
     *
     * @return false if there is no such client
     */
    CompletableFuture<Boolean> changeGrants(ClientId clientId, Grants grants, Requester by);

    default CompletableFuture<Boolean> changeGrants(ClientId clientId, Grants grants) {
        return changeGrants(clientId, grants, Requester.PROGRAM);
    }

    /** Told of each client whose grants changed from now on; as {@link #onRevoked}. */
    void onGrantsChanged(Consumer<ClientId> listener);

    /** One client. */
    CompletableFuture<Optional<Client>> find(ClientId clientId);

    /** All clients, by name. */
    CompletableFuture<List<Client>> clients();

    /** Hears of nothing new any more; verification goes on with what is known. */
    @Override
    void close();
}
