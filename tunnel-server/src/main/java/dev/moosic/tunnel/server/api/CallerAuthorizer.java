package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.auth.MoosicBoxToken.Kind;
import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may make a request to a tunnel that is not public: it shows an API token or a client's access
 * token ({@code Authorization: Bearer T}, or T alone), the {@code signature} of a media URL, or a signature token in
 * its place. Whether a client exists is told only to those who may call it. Any thread; never blocks.
 */
final class CallerAuthorizer {
    private static final String SIGNED_URL_SUBJECT = "signed-url";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final CallerCredentials credentials;
    private final AddressBudget forgeries;

    /** @param forgeries bounds what forged credentials of one address may cost */
    CallerAuthorizer(CallerCredentials credentials, AddressBudget forgeries) {
        this.credentials = credentials;
        this.forgeries = forgeries;
    }

    /**
     * Prepares the decision: asks the database about what only it knows, and nobody else about anything.
     *
     * @param address the caller's, without port
     * @return never fails; completes at once unless the database has to be asked
     */
    CompletionStage<CallerCheck> identify(HttpRequest request, RelayTarget target, String address) {
        ShownCredentials shown;
        try {
            shown = ShownCredentials.of(request, target);
        } catch (ProblemException e) {
            return CompletableFuture.completedFuture(() -> {
                throw e;
            });
        }
        return lookUp(Kind.CLIENT_ACCESS, shown.token(), address)
                .thenCombine(
                        lookUp(Kind.SIGNATURE, shown.signature(), address),
                        (token, signature) ->
                                () -> authorize(new Attempt(request, target, address, shown, token, signature)));
    }

    private CompletionStage<StoredCredential> lookUp(Kind kind, @Nullable String credential, String address) {
        if (credential == null || !credential.startsWith(MoosicBoxToken.PREFIX) || forgeries.isSpent(address)) {
            return CompletableFuture.completedFuture(new StoredCredential.Absent());
        }
        return StoredCredential.of(credentials.findMoosicBox(kind, credential));
    }

    /**
     * Finds the client that registered a magic token.
     *
     * @return never fails; {@code Absent} if too many were tried from this address
     */
    CompletionStage<StoredCredential> followMagicToken(String magicToken, String address) {
        return forgeries.isSpent(address)
                ? CompletableFuture.completedFuture(new StoredCredential.Absent())
                : StoredCredential.of(credentials.findMoosicBox(Kind.MAGIC, magicToken));
    }

    /**
     * Decides on a magic token; the local service sees it too, and gives out what it is worth.
     *
     * @throws ProblemException 401, 429 or 503
     */
    ClientId clientOf(StoredCredential magic, String address) throws ProblemException {
        try {
            return stored(magic).clientId();
        } catch (InvalidTokenException e) {
            throw refused(e, address);
        }
    }

    /** Who follows a magic token. */
    static CallerCheck magicCaller() {
        return () -> Caller.vouchedFor(MoosicBoxRules.MAGIC, Caller.Credential.NONE);
    }

    private record Attempt(
            HttpRequest request,
            RelayTarget target,
            String address,
            ShownCredentials shown,
            StoredCredential token,
            StoredCredential signature) {}

    private Caller authorize(Attempt attempt) throws ProblemException {
        String token = attempt.shown().token();
        String signature = attempt.shown().signature();
        if (token == null && signature == null) {
            throw new ProblemException(
                    Problem.unauthorized("the request has no credential; expected \"Authorization: Bearer"
                            + " TOKEN\" with a token from \"tunnel-server token\", or a signed URL"));
        }
        if (forgeries.isSpent(attempt.address())) {
            throw tooManyForgeries();
        }
        if (signature != null) {
            try {
                return verifySignature(attempt, signature);
            } catch (InvalidTokenException e) {
                if (token == null) {
                    throw refused(e, attempt.address());
                }
            }
        }
        return verifyToken(attempt, token == null ? "" : token);
    }

    private Caller verifySignature(Attempt attempt, String signature) throws InvalidTokenException, ProblemException {
        RelayTarget target = attempt.target();
        String method = attempt.request().method().name();
        if (signature.startsWith(MoosicBoxToken.PREFIX)) {
            MoosicBoxToken token = stored(attempt.signature());
            MoosicBoxRules.checkSignatureToken(token, attempt.request(), target);
            OverrideFields.refuse(attempt.request().headers());
            return Caller.vouchedFor(MoosicBoxRules.PLAYER, Caller.Credential.SIGNATURE);
        }
        RequestTarget wire = target.request();
        MediaUrl url = new MediaUrl(
                wire.authority(), target.client(), wire.path(), wire.query().raw());
        credentials.verifySignature(method, url, signature);
        OverrideFields.refuse(attempt.request().headers());
        return Caller.of(SIGNED_URL_SUBJECT, Caller.Credential.SIGNATURE);
    }

    private Caller verifyToken(Attempt attempt, String token) throws ProblemException {
        RelayTarget target = attempt.target();
        try {
            if (token.startsWith(MoosicBoxToken.PREFIX)) {
                requireFor(target, stored(attempt.token()).clientId().equals(target.client()));
                return Caller.vouchedFor(MoosicBoxRules.APP, Caller.Credential.AUTHORIZATION);
            }
            CallerClaims claims = credentials.verifyToken(token);
            requireFor(target, claims.allows(target.client()));
            if (!claims.allows(attempt.request().method().name(), target.localPath())) {
                throw new ProblemException(
                        Problem.forbidden("the token is valid for this client, but not for this method and path"));
            }
            if (claims.isLimited()) {
                OverrideFields.refuse(attempt.request().headers());
            }
            return Caller.of(claims.subject(), Caller.Credential.AUTHORIZATION);
        } catch (InvalidTokenException e) {
            throw refused(e, attempt.address());
        }
    }

    private static void requireFor(RelayTarget target, boolean allowed) throws ProblemException {
        if (!allowed) {
            throw new ProblemException(Problem.forbidden(
                    "the token is valid, but not for client " + target.client() + "; expected one for it"));
        }
    }

    private static MoosicBoxToken stored(StoredCredential answer) throws InvalidTokenException, ProblemException {
        if (answer instanceof StoredCredential.Found found) {
            return found.token();
        }
        if (answer instanceof StoredCredential.Refused refused) {
            throw refused.cause();
        }
        if (answer instanceof StoredCredential.Unanswered) {
            throw new ProblemException(Problem.unavailable(
                    "what knows this token, the database or the auth service, does not answer", RETRY_AFTER));
        }
        throw tooManyForgeries();
    }

    private ProblemException refused(InvalidTokenException cause, String address) {
        if (cause.reason() == InvalidTokenException.Reason.BAD_SIGNATURE) {
            forgeries.spend(address);
        }
        return new ProblemException(Problem.unauthorized(String.valueOf(cause.getMessage())));
    }

    private static ProblemException tooManyForgeries() {
        return new ProblemException(
                Problem.tooMany("too many requests with forged credentials came from your address", RETRY_AFTER));
    }
}
