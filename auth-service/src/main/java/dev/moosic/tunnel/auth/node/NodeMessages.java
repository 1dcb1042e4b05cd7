package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.ApiTokenTerms;
import dev.moosic.tunnel.auth.Client;
import dev.moosic.tunnel.auth.IssuedToken;
import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The JSON of the node endpoints, docs/openapi.yaml; times and durations are ISO 8601. */
interface NodeMessages {
    record InviteOrder(
            String clientId,
            List<String> grants,
            String lifetime,
            List<URI> servers,
            @Nullable String pin) {}

    /** A secret. */
    record InviteLine(String invite) {
        @Override
        public String toString() {
            return "InviteLine";
        }
    }

    record TokenOrder(
            List<String> clientIds, String lifetime, String subject, List<String> methods, List<String> pathPrefixes) {
        static TokenOrder of(ApiTokenTerms terms) {
            return new TokenOrder(
                    terms.clients().stream().map(ClientId::value).sorted().toList(),
                    terms.lifetime().toString(),
                    terms.subject(),
                    terms.methods(),
                    terms.pathPrefixes());
        }

        ApiTokenTerms toTerms() {
            return new ApiTokenTerms(
                    Set.copyOf(clientIds.stream().map(ClientId::new).toList()),
                    Duration.parse(lifetime),
                    subject,
                    methods,
                    pathPrefixes);
        }
    }

    /** A secret. */
    record TokenMade(String token, String tokenId, String expiresAt) {
        IssuedToken toToken() {
            return new IssuedToken(token, tokenId, Instant.parse(expiresAt));
        }

        @Override
        public String toString() {
            return "TokenMade[" + tokenId + "]";
        }
    }

    record UrlOrder(String url, @Nullable String clientId, String lifetime) {}

    /** A secret. */
    record UrlSigned(String url, String expiresAt) {
        @Override
        public String toString() {
            return "UrlSigned[" + expiresAt + "]";
        }
    }

    record KeyMade(String signsFrom) {}

    record GrantsOrder(List<String> grants) {}

    /** Whether there is such a client. */
    record Done(boolean done) {}

    /** @param hash SHA-256 of the token, lower-case hex */
    record MoosicBoxQuestion(MoosicBoxToken.Kind kind, String hash) {}

    /** @param clientId null: there is no such token */
    record MoosicBoxAnswer(
            @Nullable String clientId,
            long generation,
            @Nullable String expiresAt) {
        static final MoosicBoxAnswer UNKNOWN = new MoosicBoxAnswer(null, 0, null);

        static MoosicBoxAnswer of(MoosicBoxToken token) {
            return new MoosicBoxAnswer(token.clientId().value(), token.generation(), text(token.expiresAt()));
        }

        @Nullable
        MoosicBoxToken toToken(MoosicBoxToken.Kind kind) {
            return clientId == null
                    ? null
                    : new MoosicBoxToken(kind, new ClientId(clientId), generation, instant(expiresAt));
        }
    }

    record Clients(List<OneClient> clients) {}

    /** @param key its public key as JWK text */
    record OneClient(
            String clientId,
            List<String> grants,
            long grantsRevision,
            @Nullable String grantsChangedAt,
            long generation,
            @Nullable String key,
            @Nullable String enrolledAt,
            @Nullable String revokedAt) {
        static OneClient of(Client client) {
            PublicJwk key = client.key();
            return new OneClient(
                    client.clientId().value(),
                    client.grants().toList(),
                    client.grantsRevision(),
                    text(client.grantsChangedAt()),
                    client.generation(),
                    key == null ? null : key.json(),
                    text(client.enrolledAt()),
                    text(client.revokedAt()));
        }

        Client toClient() {
            return new Client(
                    new ClientId(clientId),
                    Grants.parseKnown(grants),
                    grantsRevision,
                    grantsChangedAt == null ? Instant.EPOCH : Instant.parse(grantsChangedAt),
                    generation,
                    key == null ? null : PublicJwk.parse(key),
                    instant(enrolledAt),
                    instant(revokedAt));
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    private static @Nullable Instant instant(@Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }
}
