package dev.moosic.tunnel.protocol.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.moosic.tunnel.testing.FixedClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes tokens member by member, good ones and bad ones, without the library that reads them. */
final class TokenForge {
    final Map<String, Object> header = new LinkedHashMap<>();
    final Map<String, Object> claims = new LinkedHashMap<>();
    private PrivateKey key;

    private TokenForge(TokenType type, TestIssuer issuer) {
        key = issuer.pair.getPrivate();
        header.put("alg", "EdDSA");
        header.put("typ", type.typ());
        header.put("kid", issuer.kid);
        long now = FixedClock.START.getEpochSecond();
        claims.put("iss", TestIssuer.NAME);
        claims.put("aud", TestIssuer.NAME);
        claims.put("iat", now);
        claims.put("nbf", now);
        claims.put("exp", now + 600);
        claims.put("jti", "token-1");
    }

    static TokenForge tunnel(TestIssuer issuer) {
        return new TokenForge(TokenType.TUNNEL, issuer)
                .claim("sub", "living-room")
                .claim("grants", List.of("http", "tcp:22022"))
                .claim("gen", 0);
    }

    static TokenForge caller(TestIssuer issuer) {
        return new TokenForge(TokenType.CALLER, issuer)
                .claim("sub", "player")
                .claim("clients", Map.of("living-room", 0, "attic", 0));
    }

    TokenForge header(String name, Object value) {
        header.put(name, value);
        return this;
    }

    TokenForge claim(String name, Object value) {
        claims.put(name, value);
        return this;
    }

    TokenForge without(String name) {
        header.remove(name);
        claims.remove(name);
        return this;
    }

    TokenForge shifted(Duration duration) {
        for (String name : List.of("iat", "nbf", "exp")) {
            claims.computeIfPresent(name, (same, value) -> ((Number) value).longValue() + duration.toSeconds());
        }
        return this;
    }

    TokenForge signedBy(PrivateKey other) {
        key = other;
        return this;
    }

    String unsigned() {
        return part(json(header)) + "." + part(json(claims));
    }

    String token() {
        return signed(unsigned(), key);
    }

    static String signed(String input, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return input + "." + part(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Signed with HMAC under whatever the attacker takes for a secret: the public key, say. */
    String hmacToken(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return unsigned() + "." + part(mac.doFinal(unsigned().getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] json(Object value) {
        try {
            return new ObjectMapper().writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
