package dev.moosic.tunnel.protocol.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One GET (or HEAD) of one resource of one client, which a signature in the query opens to whoever has the URL; the
 * canonical form is defined in docs/security.md.
 *
 * @param host the {@code Host} asked for, port included; case, a final dot and the ports 80 and 443 make no difference
 * @param clientId the client that the request is for, however the URL names it
 * @param path as on the wire, never decoded
 * @param query as on the wire, with or without the {@code signature} and {@code clientId} parameters; null if there is
 *     none
 */
public record MediaUrl(
        String host,
        ClientId clientId,
        String path,
        @Nullable String query) {
    /** The query's parameter that holds the signature. */
    public static final String PARAMETER = "signature";

    static final String VERSION = "m1";
    private static final String CLIENT_PARAMETER = "clientId";

    /** @throws IllegalArgumentException if a part holds a line break, which could pass for the next part */
    public MediaUrl {
        if (host.indexOf('\n') >= 0 || path.indexOf('\n') >= 0 || query != null && query.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a URL has no line breaks");
        }
    }

    /**
     * Signs the URL.
     *
     * @param expiresAt in whole seconds
     * @param generation the client's, see {@link Revocations}
     * @param kid the public name of {@code key}
     * @return the value for {@code signature=}: {@code m1.KID.EXPIRY.GENERATION.SIGNATURE}
     */
    public String sign(Instant expiresAt, long generation, String kid, PrivateKey key) {
        String terms = VERSION + "." + kid + "." + expiresAt.getEpochSecond() + "." + generation;
        try {
            Signature signature = Signature.getInstance(ClientKey.CURVE);
            signature.initSign(key);
            signature.update(signed(terms));
            return terms + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with Ed25519 key " + kid, e);
        }
    }

    boolean isSignedBy(PublicKey key, String terms, byte[] signatureBytes) {
        try {
            Signature signature = Signature.getInstance(ClientKey.CURVE);
            signature.initVerify(key);
            signature.update(signed(terms));
            return signature.verify(signatureBytes);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** What is signed: version, key, expiry and generation, then the request, one item a line. */
    private byte[] signed(String terms) {
        return String.join(
                        "\n",
                        "moosic-media-url",
                        terms,
                        "GET",
                        canonicalHost(),
                        clientId.value(),
                        path,
                        canonicalQuery())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** For the cache: all parts as they came, which costs less than their canonical form. */
    String onTheWire() {
        return String.join("\n", host, clientId.value(), path, query == null ? "" : query);
    }

    private String canonicalHost() {
        return host.toLowerCase(Locale.ROOT).replaceFirst(":(80|443)$", "").replaceFirst("\\.(?=$|:)", "");
    }

    /** The query byte for byte, less the two parameters that only the edge reads. */
    private String canonicalQuery() {
        return query == null
                ? ""
                : Arrays.stream(query.split("&", -1))
                        .filter(parameter -> !isNamed(parameter, PARAMETER) && !isNamed(parameter, CLIENT_PARAMETER))
                        .collect(Collectors.joining("&"));
    }

    private static boolean isNamed(String parameter, String name) {
        return parameter.equals(name) || parameter.startsWith(name + "=");
    }
}
