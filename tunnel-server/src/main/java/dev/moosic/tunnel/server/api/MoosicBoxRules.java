package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.PathPrefix;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;

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

    private MoosicBoxRules() {}

    /** @throws InvalidTokenException if the token does not open this request */
    static void checkSignatureToken(MoosicBoxToken token, HttpRequest request, RelayTarget target)
            throws InvalidTokenException {
        if (!token.clientId().equals(target.client())) {
            throw new InvalidTokenException(Reason.WRONG_REQUEST, "the signature token is for another client");
        }
        HttpMethod method = request.method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        String path = target.localPath();
        boolean media = reads && PathPrefix.covers(FILES, path);
        boolean player = path.equals(PLAYER_SOCKET) && LocalRequest.asksForWebSocket(request);
        if (!media && !player) {
            throw new InvalidTokenException(
                    Reason.WRONG_REQUEST,
                    "a signature token is for GET and HEAD of /files/… and for the WebSocket at /ws only:"
                            + " use a client access token");
        }
    }
}
