package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.socket.FailureText;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;

/** Why a session ended, for people. */
final class CloseReasonText {
    private CloseReasonText() {}

    static String of(SessionCloseReason reason) {
        if (reason instanceof SessionCloseReason.ClosedByPeer closed) {
            return switch (closed.code()) {
                case NORMAL, GOING_AWAY -> "the server closed the session" + detail(closed.message());
                case SUPERSEDED ->
                    "another client with the same identity took over; stop one of the two, or give each"
                            + " its own invite" + detail(closed.message());
                case REVOKED -> "this client was revoked" + detail(closed.message());
                case TOKEN_EXPIRED -> "the token ran out" + detail(closed.message());
                case OVERLOADED -> "the server is overloaded" + detail(closed.message());
                case PROTOCOL_ERROR -> "the server found a protocol error" + detail(closed.message());
                case INTERNAL_ERROR -> "the server failed" + detail(closed.message());
            };
        }
        if (reason instanceof SessionCloseReason.ConnectionLost lost) {
            return "the connection was lost" + detail(FailureText.of(lost.message()));
        }
        if (reason instanceof SessionCloseReason.Dead dead) {
            return "the server was silent for " + dead.silentMs() + " ms";
        }
        return "closed here";
    }

    private static String detail(String message) {
        return message.isEmpty() ? "" : ": " + message;
    }
}
