package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import dev.moosic.tunnel.protocol.identity.TokenType;
import io.jsonwebtoken.JwtBuilder;
import io.jsonwebtoken.Jwts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.TreeMap;

/** Makes tokens and signatures with the key that signs now. One costs about half a millisecond of CPU. */
final class TokenIssuer {
    private final TrustWatch trust;
    private final Clock clock;

    TokenIssuer(TrustWatch trust, Clock clock) {
        this.trust = trust;
        this.clock = clock;
    }

    IssuedToken tunnelToken(Client client, Duration lifetime) {
        Instant now = clock.instant();
        JwtBuilder builder = Jwts.builder()
                .subject(client.clientId().value())
                .claim("grants", client.grants().toList())
                .claim("rev", client.grantsRevision())
                .claim("gen", client.generation());
        return sign(builder, TokenType.TUNNEL, now, now.plus(lifetime));
    }

    IssuedToken apiToken(ApiTokenTerms terms, Map<ClientId, Long> generations) {
        Instant now = clock.instant();
        Map<String, Long> clients = new TreeMap<>();
        generations.forEach((id, generation) -> clients.put(id.value(), generation));
        JwtBuilder builder = Jwts.builder().subject(terms.subject()).claim("clients", clients);
        if (!terms.methods().isEmpty()) {
            builder.claim("methods", terms.methods());
        }
        if (!terms.pathPrefixes().isEmpty()) {
            builder.claim("paths", terms.pathPrefixes());
        }
        return sign(builder, TokenType.CALLER, now, now.plus(terms.lifetime()));
    }

    String signature(MediaUrl url, long generation, Instant expiresAt) {
        SigningKey key = trust.current().keys().signing(clock.instant());
        return url.sign(expiresAt, generation, key.kid(), key.privateKey());
    }

    private IssuedToken sign(JwtBuilder builder, TokenType type, Instant now, Instant expiresAt) {
        Trust current = trust.current();
        SigningKey key = current.keys().signing(now);
        String id = Secrets.random();
        String token = builder.header()
                .type(type.typ())
                .keyId(key.kid())
                .and()
                .issuer(current.issuer())
                .audience()
                .single(current.issuer())
                .issuedAt(Date.from(now))
                .notBefore(Date.from(now))
                .expiration(Date.from(expiresAt))
                .id(id)
                .signWith(key.privateKey(), Jwts.SIG.EdDSA)
                .compact();
        return new IssuedToken(token, id, Instant.ofEpochSecond(expiresAt.getEpochSecond()));
    }
}
