package dev.moosic.tunnel.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;

/** Speaks to the endpoints as a client does, over whatever carries the requests. */
public final class EndpointClient {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Carrier carrier;

    public EndpointClient(AuthEndpoints endpoints) {
        this(request -> endpoints.handle(request).join());
    }

    public EndpointClient(Carrier carrier) {
        this.carrier = carrier;
    }

    /** Takes a request to the endpoints and brings the answer back. */
    public interface Carrier {
        AuthResponse send(AuthRequest request);
    }

    record Answer(int status, Map<String, String> headers, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String header(String name) {
            return Objects.requireNonNull(headers.get(name), name);
        }
    }

    Answer send(String method, String path, String type, String body) {
        return send(method, path, type, body.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String path, String type, byte[] body) {
        AuthResponse response = carrier.send(new AuthRequest(
                method, path, null, Map.of("content-type", type), body, InetAddress.getLoopbackAddress()));
        return new Answer(response.status(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    /** With parameters in the query and a credential in {@code Authorization}; empty: none. */
    Answer ask(String method, String path, String query, String authorization) {
        AuthResponse response = carrier.send(new AuthRequest(
                method,
                path,
                query,
                authorization.isEmpty() ? Map.of() : Map.of("authorization", authorization),
                new byte[0],
                InetAddress.getLoopbackAddress()));
        return new Answer(response.status(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    /** A form with one token, as RFC 7009 and RFC 7662 have it; {@code authorization} empty: none. */
    Answer form(String path, String token, String authorization) {
        Map<String, String> headers = authorization.isEmpty()
                ? Map.of("content-type", FormBody.TYPE)
                : Map.of("content-type", FormBody.TYPE, "authorization", authorization);
        AuthResponse response = carrier.send(new AuthRequest(
                "POST",
                path,
                null,
                headers,
                ("token=" + token).getBytes(StandardCharsets.UTF_8),
                InetAddress.getLoopbackAddress()));
        return new Answer(response.status(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
    }

    Answer get(String path) {
        return send("GET", path, "", new byte[0]);
    }

    Answer enrol(Invite invite, PublicJwk key) {
        return enrol(invite.code(), invite.clientId().value(), key.json());
    }

    Answer enrol(String code, String clientId, String jwk) {
        String body = "{\"code\":\"" + code + "\",\"client_id\":\"" + clientId + "\",\"jwk\":" + jwk + "}";
        return send("POST", AuthEndpoints.ENROLL_PATH, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    Answer requestToken(String assertion) {
        return requestToken(AuthEndpoints.REQUEST_TOKEN_PATH, assertion);
    }

    Answer requestToken(String path, String assertion) {
        return requestToken(path, "grant_type=client_credentials&", assertion);
    }

    /** @param first how the form begins */
    Answer requestToken(String path, String first, String assertion) {
        String body = first + "client_assertion_type="
                + URLEncoder.encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", StandardCharsets.UTF_8)
                + "&client_assertion=" + assertion;
        return send("POST", path, FormBody.TYPE, body.getBytes(StandardCharsets.UTF_8));
    }
}
