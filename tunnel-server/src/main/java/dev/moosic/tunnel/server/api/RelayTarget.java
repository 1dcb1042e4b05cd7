package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;

/**
 * A request for a client's http tunnel.
 *
 * @param request as on the wire
 * @param prefix what of the path only named the client, {@code /t/ID} or empty
 */
record RelayTarget(ClientId client, RequestTarget request, String prefix) {
    static final String CLIENT_PARAMETER = "clientId";
    static final String SIGNATURE_PARAMETER = "signature";

    /** The path for the local service: without prefix, the rest byte for byte. What callers may do is decided by it. */
    String localPath() {
        String path = request.path().substring(prefix.length());
        return path.isEmpty() ? "/" : path;
    }

    /** The target for the local service: without prefix and {@code clientId}, the rest byte for byte. */
    String localUri(boolean withoutSignature) {
        Query query = request.query().without(CLIENT_PARAMETER);
        if (withoutSignature) {
            query = query.without(SIGNATURE_PARAMETER);
        }
        String local = localPath();
        return query.raw() == null ? local : local + "?" + query.raw();
    }
}
