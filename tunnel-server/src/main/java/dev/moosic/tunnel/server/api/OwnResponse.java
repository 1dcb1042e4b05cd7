package dev.moosic.tunnel.server.api;

import java.util.Map;

/**
 * An answer of the server itself. Its length is set by whoever writes it.
 *
 * @param headers names in lower case
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record OwnResponse(int status, Map<String, String> headers, byte[] body) {

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "OwnResponse[" + status + ", " + body.length + " bytes]";
    }
}
