package dev.moosic.tunnel.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer of {@link AuthEndpoints}. The transport adds {@code Content-Length}, and leaves the body out for HEAD.
 *
 * @param headers names in lower case
 * @param body belongs to the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record AuthResponse(int status, Map<String, String> headers, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer that no cache may keep. */
    static AuthResponse json(int status, Map<String, ?> members) {
        return of(status, "application/json", "no-store", write(members));
    }

    /** Public documents, which a cache may keep: for half the time that a new key is published before it signs. */
    static AuthResponse cacheable(String json) {
        long seconds = SigningKeyStore.KEY_LEAD.toSeconds() / 2;
        return of(200, "application/json", "public, max-age=" + seconds, json);
    }

    /** An RFC 9457 problem; {@code code} is for programs, {@code detail} for people. */
    static AuthResponse problem(int status, String title, String code, String detail) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("title", title);
        members.put("status", status);
        members.put("code", code);
        members.put("detail", detail);
        return of(status, "application/problem+json", "no-store", write(members));
    }

    AuthResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new AuthResponse(status, more, body);
    }

    private static AuthResponse of(int status, String type, String caching, String body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", type);
        headers.put("cache-control", caching);
        return new AuthResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static String write(Object members) {
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of text and numbers are always JSON", e);
        }
    }

    /** Without the body, which may hold a token. */
    @Override
    public String toString() {
        return "AuthResponse[" + status + ", " + body.length + " bytes]";
    }
}
