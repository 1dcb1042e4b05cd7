package dev.moosic.tunnel.protocol.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line to paste, with which a new client enrols: {@code moosic-invite-1.PAYLOAD.CHECK}, where PAYLOAD is base64url of
 * JSON and CHECK tells a paste that was cut short or altered. Whoever holds the line can enrol once, so it is a secret
 * until it is used or expires.
 *
 * @param servers where the tunnel servers are, best first: {@code http}, {@code https}, {@code ws} or {@code wss} URLs
 * @param issuer the auth service's name, the audience of client assertions
 * @param clientId who the client will be
 * @param code single-use secret
 * @param pin SHA-256 of the public key (SPKI) of the servers' private CA, base64url; absent: ordinary WebPKI, or no TLS
 * @param issuedAt by the server's clock: a moment that has passed for certain; in whole seconds
 * @param expiresAt until when the code can be used, by the server's clock; in whole seconds
 */
public record Invite(
        List<URI> servers,
        String issuer,
        ClientId clientId,
        String code,
        @Nullable String pin,
        Instant issuedAt,
        Instant expiresAt) {
    /** How long an invite can be good. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(30);

    private static final String FAMILY = "moosic-invite-";
    private static final String PREFIX = FAMILY + "1.";
    private static final int CHECK_CHARS = 8;
    private static final int MAX_CHARS = 4_096;
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");
    private static final String ASK_AGAIN = "; copy the whole line again, or ask for a new invite";

    /** @throws IllegalArgumentException if no server is named, or one is not a URL with a host */
    public Invite {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("an invite names at least one server");
        }
        for (URI server : servers) {
            if (server.getScheme() == null || !SCHEMES.contains(server.getScheme()) || server.getHost() == null) {
                throw new IllegalArgumentException("server \"" + Printable.shorten(server.toString())
                        + "\" is not a URL like https://tunnel.example.com:8000");
            }
        }
    }

    /**
     * Reads a pasted line. White space that a terminal or a mail program put in is ignored.
     *
     * @throws InvalidInviteException if the line is not an invite, was cut short or altered, or is of another version
     */
    public static Invite parse(String pasted) {
        String line = pasted.replaceAll("\\s|^[\"']|[\"']$", "");
        if (!line.startsWith(FAMILY)) {
            throw new InvalidInviteException("this is not an invite: one begins with \"" + PREFIX + "\"" + ASK_AGAIN);
        }
        if (!line.startsWith(PREFIX)) {
            throw line.length() <= PREFIX.length()
                    ? new InvalidInviteException("the invite was cut short" + ASK_AGAIN)
                    : new InvalidInviteException("the invite is of another version than \"" + PREFIX
                            + "\": use a client of the same version as the server");
        }
        int checkAt = line.indexOf('.', PREFIX.length());
        if (checkAt < 0 || line.length() - checkAt - 1 < CHECK_CHARS) {
            throw new InvalidInviteException("the invite was cut short" + ASK_AGAIN);
        }
        if (line.length() > MAX_CHARS || !check(line.substring(0, checkAt)).equals(line.substring(checkAt + 1))) {
            throw new InvalidInviteException("the invite was altered" + ASK_AGAIN);
        }
        try {
            byte[] json = Base64.getUrlDecoder().decode(line.substring(PREFIX.length(), checkAt));
            return Json.STRICT.readValue(json, Wire.class).toInvite();
        } catch (java.io.IOException | IllegalArgumentException e) {
            throw new InvalidInviteException("the invite was made by a faulty program" + ASK_AGAIN);
        }
    }

    /** The line to paste. It holds the code: show it to the person invited, never to a log. */
    public String line() {
        try {
            byte[] json = Json.STRICT.writeValueAsBytes(Wire.of(this));
            String unchecked = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(json);
            return unchecked + "." + check(unchecked);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an invite is always JSON", e);
        }
    }

    private static String check(String text) {
        return Digests.sha256Base64Url(text.getBytes(StandardCharsets.US_ASCII)).substring(0, CHECK_CHARS);
    }

    /** Without the code. */
    @Override
    public String toString() {
        return "Invite[" + clientId + " at " + servers + " until " + expiresAt + "]";
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Wire(
            @JsonProperty(required = true) List<URI> servers,
            @JsonProperty(required = true) String iss,
            @JsonProperty(required = true) String client,
            @JsonProperty(required = true) String code,
            @Nullable String pin,
            @Nullable Long iat,
            @JsonProperty(required = true) long exp) {
        static Wire of(Invite invite) {
            return new Wire(
                    invite.servers,
                    invite.issuer,
                    invite.clientId.value(),
                    invite.code,
                    invite.pin,
                    invite.issuedAt.getEpochSecond(),
                    invite.expiresAt.getEpochSecond());
        }

        Invite toInvite() {
            Instant expiresAt = Instant.ofEpochSecond(exp);
            // Invites did not tell at first: no less can have passed.
            Instant issuedAt = iat == null ? expiresAt.minus(MAX_LIFETIME) : Instant.ofEpochSecond(iat);
            return new Invite(servers, iss, new ClientId(client), code, pin, issuedAt, expiresAt);
        }
    }
}
