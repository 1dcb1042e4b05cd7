package dev.moosic.tunnel.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An answer of {@link AuthEndpoints}. The transport adds {@code Content-Length}, and leaves the body out for HEAD.
 *
 * @param headers names in lower case
 * @param body belongs to the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record AuthResponse(int status, Map<String, String> headers, byte[] body) {
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An answer that no cache may keep. */
    public static AuthResponse json(int status, Map<String, ?> members) {
        return of(status, "application/json", "no-store", write(members));
    }

    /** Public documents, which a cache may keep: for half the time that a new key is published before it signs. */
    public static AuthResponse cacheable(String json) {
        long seconds = SigningKeyStore.KEY_LEAD.toSeconds() / 2;
        return of(200, "application/json", "public, max-age=" + seconds, json);
    }

    /** An RFC 9457 problem; {@code code} is for programs, {@code detail} for people. */
    public static AuthResponse problem(int status, String title, String code, String detail) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("title", title);
        members.put("status", status);
        members.put("code", code);
        members.put("detail", detail);
        return of(status, "application/problem+json", "no-store", write(members));
    }

    /** The same with one more header. */
    public AuthResponse withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new AuthResponse(status, more, body);
    }

    /** The same with {@code Date}. */
    public AuthResponse withDate(Instant now) {
        return withHeader("date", HTTP_DATE.format(now));
    }

    /** 503: try again in a few seconds. */
    public static AuthResponse unavailable(String detail) {
        return problem(503, "Unavailable", "temporarily_unavailable", detail + ": try again")
                .withHeader("retry-after", Integer.toString(RETRY_AFTER_SECONDS));
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
