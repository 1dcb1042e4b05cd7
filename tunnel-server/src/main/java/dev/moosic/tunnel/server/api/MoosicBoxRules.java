package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.PathPrefix;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What MoosicBox's signature tokens open: media, and the player's WebSocket. Pure. */
final class MoosicBoxRules {
    /** Who shows a signature token. */
    static final String PLAYER = "moosicbox-player";

    /** Who shows a client's access token. */
    static final String APP = "moosicbox-app";

    /** Who follows a magic token. */
    static final String MAGIC = "magic-token";

    private static final String FILES = "/files/";
    private static final String PLAYER_SOCKET = "/ws";
    private static final String SENDER = "sender";

    private MoosicBoxRules() {}

    /**
     * A sender's WebSocket speaks for the client's music server, and a signature token is in every media URL.
     *
     * @throws InvalidTokenException if the token does not open this request
     * @throws ProblemException 403 if it would register a sender
     */
    static void checkSignatureToken(MoosicBoxToken token, HttpRequest request, RelayTarget target)
            throws InvalidTokenException, ProblemException {
        if (!token.clientId().equals(target.client())) {
            throw new InvalidTokenException(Reason.WRONG_REQUEST, "the signature token is for another client");
        }
        HttpMethod method = request.method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        String path = target.localPath();
        boolean socket = LocalRequest.asksForWebSocket(request);
        boolean media = reads && !socket && PathPrefix.covers(FILES, path);
        boolean player = socket && path.equals(PLAYER_SOCKET);
        if (!media && !player) {
            throw new InvalidTokenException(
                    Reason.WRONG_REQUEST,
                    "a signature token is for GET and HEAD of /files/… and for the WebSocket at /ws only:"
                            + " use a client access token");
        }
        if (player && asksToSend(target.request().query().raw())) {
            throw new ProblemException(Problem.forbidden(
                    "a signature token opens a player's WebSocket, not a sender's: leave the parameter sender out"));
        }
    }

    /** However it is written, since the local service decodes it. */
    private static boolean asksToSend(@Nullable String query) {
        if (query == null) {
            return false;
        }
        for (String parameter : query.split("[&;]")) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String value = equals < 0 ? "" : parameter.substring(equals + 1);
            if (decoded(name).equalsIgnoreCase(SENDER) && !decoded(value).equals("false")) {
                return true;
            }
        }
        return false;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
