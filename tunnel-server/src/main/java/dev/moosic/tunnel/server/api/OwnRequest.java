package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request for one of the server's own paths, with its whole body.
 *
 * @param query as on the wire; null if there is none
 * @param body belongs to the receiver
 * @param address the caller's, as far as it can be believed
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record OwnRequest(
        String method, String path, @Nullable String query, HttpHeaders headers, byte[] body, InetAddress address) {

    /** Without query, headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return "OwnRequest[" + method + " " + path + "]";
    }
}
