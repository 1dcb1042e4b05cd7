package dev.moosic.tunnel.auth;

import java.net.InetAddress;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request for {@link AuthEndpoints}, whatever transport it came by.
 *
 * @param method in upper case
 * @param path as on the wire, without the query
 * @param query as on the wire; null if there is none
 * @param headers names in lower case
 * @param body at most {@link AuthEndpoints#MAX_BODY_BYTES}; a transport refuses larger ones itself with 413
 * @param address the caller's, as far as it can be believed: failed tries are counted by it
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record AuthRequest(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        byte[] body,
        InetAddress address) {

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return "AuthRequest[" + method + " " + path + " from " + address.getHostAddress() + "]";
    }
}
