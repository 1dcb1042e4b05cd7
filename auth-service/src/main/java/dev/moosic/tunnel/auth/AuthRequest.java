package dev.moosic.tunnel.auth;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
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
 * @param via the tunnel server that vouches for the request; null: it came straight here
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record AuthRequest(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        byte[] body,
        InetAddress address,
        @Nullable Via via) {

    /**
     * What a tunnel server elsewhere, which has proved that it is one, says of a request that came to it.
     *
     * @param servers its public URLs, best first
     * @param operator whether its own operator sent the request
     */
    public record Via(List<URI> servers, boolean operator) {}

    /** A request that came straight here. */
    public AuthRequest(
            String method,
            String path,
            @Nullable String query,
            Map<String, String> headers,
            byte[] body,
            InetAddress address) {
        this(method, path, query, headers, body, address, null);
    }

    /** Where clients find their tunnel servers, best first. */
    List<URI> servers(AuthSettings settings) {
        return via == null || via.servers().isEmpty() ? settings.servers().get() : via.servers();
    }

    /** Whether the operator sent it: it shows the credential, or the tunnel server that it came by says so. */
    public boolean isOperators(OperatorCredential credential) {
        String shown = Authorization.token(this);
        return (via != null && via.operator()) || (shown != null && credential.isShownBy(shown));
    }

    /** Without headers and body, which may hold secrets. */
    @Override
    public String toString() {
        return "AuthRequest[" + method + " " + path + " from " + address.getHostAddress() + "]";
    }
}
