package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Locale;

/** What the end of a local connection means to a caller who waits for an answer. */
final class LocalFailure {
    /** The client's session ended before a stream could be opened. */
    static final CloseReason SESSION_OVER = new ResetByPeer(StreamErrorCode.SESSION_LOST, "the session is over");

    private static final Duration OVERLOAD_RETRY = Duration.ofSeconds(2);

    private LocalFailure() {}

    static Problem problem(CloseReason reason) {
        if (reason instanceof RefusedByPeer refused) {
            return refused(refused.code(), refused.message());
        }
        if (reason instanceof ResetByPeer reset) {
            return reset(reset.code());
        }
        return Problem.badGateway("the local service closed its connection without a complete answer");
    }

    /** One or two words for the access log. */
    static String outcome(CloseReason reason) {
        if (reason instanceof RefusedByPeer refused) {
            return "refused_" + refused.code().name().toLowerCase(Locale.ROOT);
        }
        if (reason instanceof ResetByPeer reset) {
            return "reset_" + reset.code().name().toLowerCase(Locale.ROOT);
        }
        return "local_closed";
    }

    private static Problem refused(RefusalCode code, String message) {
        return switch (code) {
            case CONNECTION_REFUSED ->
                Problem.badGateway(
                        "the tunnel client is connected, but nothing listens at its local address; start the local service");
            case CONNECT_TIMEOUT ->
                Problem.of(
                        HttpResponseStatus.GATEWAY_TIMEOUT, "the local service did not accept the connection in time");
            case UNREACHABLE -> Problem.badGateway("the local address cannot be reached from the tunnel client");
            case NO_SUCH_TUNNEL -> Problem.badGateway("the tunnel client no longer offers this tunnel");
            case NOT_GRANTED -> Problem.forbidden("the client's grants do not allow this request");
            case OVERLOADED -> Problem.unavailable("the tunnel client has too many streams at once", OVERLOAD_RETRY);
            case DRAINING -> Problem.unavailable("the tunnel client is shutting down", OVERLOAD_RETRY);
            case NO_SUCH_CLIENT -> Problem.notConnected("the client has just left this server");
            case INTERNAL_ERROR -> Problem.badGateway("the tunnel client failed: " + message);
        };
    }

    private static Problem reset(StreamErrorCode code) {
        return switch (code) {
            case SESSION_LOST -> Problem.unavailable("the client's connection was lost meanwhile", OVERLOAD_RETRY);
            case OVERLOADED -> Problem.unavailable("the tunnel ran short of memory", OVERLOAD_RETRY);
            case TIMEOUT -> Problem.of(HttpResponseStatus.GATEWAY_TIMEOUT, "the local service stopped answering");
            case REVOKED -> Problem.forbidden("the right to call this client was withdrawn");
            case CANCELLED, CONNECTION_RESET, FLOW_CONTROL_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR ->
                Problem.badGateway("the local service broke its connection off before a complete answer");
        };
    }
}
