package dev.moosic.tunnel.client.local;

import dev.moosic.tunnel.protocol.packet.RefusalCode;
import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/**
 * Why a local service was not reached.
 *
 * @param code what the server is told, {@code docs/protocol.md} section 12
 * @param message for the log and the peer; names no more than the local address's state
 */
record LocalFailure(RefusalCode code, String message) {

    static LocalFailure of(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        if (cause instanceof ConnectTimeoutException || text.contains("timed out")) {
            return new LocalFailure(RefusalCode.CONNECT_TIMEOUT, "the local service did not answer in time");
        }
        if (cause instanceof UnknownHostException) {
            return new LocalFailure(RefusalCode.UNREACHABLE, "the local service's name is not known");
        }
        if (cause instanceof ConnectException && text.contains("refused")) {
            return new LocalFailure(RefusalCode.CONNECTION_REFUSED, "nothing listens at the local address");
        }
        if (cause instanceof ConnectException && text.contains("reset")) {
            return new LocalFailure(
                    RefusalCode.CONNECTION_REFUSED, "the local service reset the connection before it was used");
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return new LocalFailure(RefusalCode.UNREACHABLE, "the local address cannot be reached");
        }
        if (text.contains("Too many open files")) {
            return new LocalFailure(RefusalCode.OVERLOADED, "the client has no file descriptor left");
        }
        return new LocalFailure(RefusalCode.INTERNAL_ERROR, "the local connection failed");
    }
}
