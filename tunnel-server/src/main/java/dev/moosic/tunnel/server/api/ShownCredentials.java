package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request shows of itself, unverified.
 *
 * @param token the Bearer credential, or the whole {@code Authorization} if it names no scheme; null: none
 * @param signature the parameter of that name; null: none
 */
record ShownCredentials(@Nullable String token, @Nullable String signature) {
    private static final String BEARER = "Bearer ";

    /** @throws ProblemException 400 if either is given more than once */
    static ShownCredentials of(HttpRequest request, RelayTarget target) throws ProblemException {
        return new ShownCredentials(tokenOf(request), signatureOf(target));
    }

    private static @Nullable String tokenOf(HttpRequest request) throws ProblemException {
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

    private static @Nullable String signatureOf(RelayTarget target) throws ProblemException {
        List<String> values = target.request().query().values(RelayTarget.SIGNATURE_PARAMETER);
        if (values.size() > 1) {
            throw ProblemException.badRequest("signature is given " + values.size() + " times; expected once");
        }
        return values.isEmpty() ? null : values.get(0);
    }
}
