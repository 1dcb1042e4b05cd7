package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.CallerClaims;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a caller may make a request: a {@code public} tunnel takes anybody, any other an API token
 * ({@code Authorization: Bearer T}, or T alone) or the {@code signature} of a media URL. Whether a client exists is told
 * only to those who may call it. Any thread.
 */
final class CallerAuthorizer {
    private static final String BEARER = "Bearer ";
    private static final String SIGNED_URL_SUBJECT = "signed-url";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

    private final CallerCredentials credentials;
    private final AddressBudget forgeries;

    /** @param forgeries bounds what forged signatures of one address may cost */
    CallerAuthorizer(CallerCredentials credentials, AddressBudget forgeries) {
        this.credentials = credentials;
        this.forgeries = forgeries;
    }

    /**
     * @param address the caller's, without port
     * @throws ProblemException 401, 403 or 429
     */
    Caller authorize(HttpRequest request, RelayTarget target, Tunnel.Access access, String address)
            throws ProblemException {
        if (access == Tunnel.Access.PUBLIC) {
            return Caller.PUBLIC;
        }
        String token = token(request);
        String signature = signature(target);
        if (token == null && signature == null) {
            throw new ProblemException(
                    Problem.unauthorized("the request has no credential; expected \"Authorization: Bearer"
                            + " TOKEN\" with a token from \"tunnel-server token\", or a signed URL"));
        }
        if (forgeries.isSpent(address)) {
            throw new ProblemException(
                    Problem.tooMany("too many requests with forged credentials came from your address", RETRY_AFTER));
        }
        if (signature != null) {
            try {
                return verifySignature(request, target, signature);
            } catch (InvalidTokenException e) {
                if (token == null) {
                    throw refused(e, address);
                }
            }
        }
        return verifyToken(request, target, token == null ? "" : token, address);
    }

    private Caller verifySignature(HttpRequest request, RelayTarget target, String signature)
            throws InvalidTokenException {
        RequestTarget wire = target.request();
        MediaUrl url = new MediaUrl(
                wire.authority(), target.client(), wire.path(), wire.query().raw());
        credentials.verifySignature(request.method().name(), url, signature);
        return new Caller(SIGNED_URL_SUBJECT, Caller.Credential.SIGNATURE);
    }

    private Caller verifyToken(HttpRequest request, RelayTarget target, String token, String address)
            throws ProblemException {
        CallerClaims claims;
        try {
            claims = credentials.verifyToken(token);
        } catch (InvalidTokenException e) {
            throw refused(e, address);
        }
        if (!claims.allows(target.client())) {
            throw new ProblemException(Problem.forbidden(
                    "the token is valid, but not for client " + target.client() + "; expected one for it"));
        }
        String path = target.request().path().substring(target.prefix().length());
        if (!claims.allows(request.method().name(), path)) {
            throw new ProblemException(
                    Problem.forbidden("the token is valid for this client, but not for this method and path"));
        }
        return new Caller(claims.subject(), Caller.Credential.AUTHORIZATION);
    }

    private ProblemException refused(InvalidTokenException cause, String address) {
        if (cause.reason() == InvalidTokenException.Reason.BAD_SIGNATURE) {
            forgeries.spend(address);
        }
        return new ProblemException(Problem.unauthorized(String.valueOf(cause.getMessage())));
    }

    /** What may be a token: the Bearer credential, or the whole field if it names no scheme. */
    private static @Nullable String token(HttpRequest request) throws ProblemException {
        List<String> fields = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
        if (fields.size() > 1) {
            throw ProblemException.badRequest(
                    "the request has " + fields.size() + " Authorization fields; expected one");
        }
        if (fields.isEmpty()) {
            return null;
        }
        String field = fields.get(0);
        if (field.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return field.substring(BEARER.length()).strip();
        }
        return field.indexOf(' ') < 0 ? field : null;
    }

    private static @Nullable String signature(RelayTarget target) throws ProblemException {
        List<String> values = target.request().query().values(RelayTarget.SIGNATURE_PARAMETER);
        if (values.size() > 1) {
            throw ProblemException.badRequest("signature is given " + values.size() + " times; expected once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
