package dev.moosic.tunnel.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PublicJwk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What an auth service tells tunnel servers of whom to trust, in docs/openapi.yaml {@code TrustDocument}: names, public
 * keys, what was revoked. No secret is in it; the same trust makes the same document.
 *
 * @param tag names this version of it
 * @param json belongs to the receiver, not to be altered
 */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
public record TrustDocument(String tag, byte[] json) {
    /** A larger one is neither made by an auth service of any size known nor read by a server. */
    public static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();

    static TrustDocument of(Trust trust) {
        ObjectNode root = JSON.createObjectNode();
        root.put("issuer", trust.issuer());
        try {
            root.set("keys", JSON.readTree(trust.keys().jwks()).path("keys"));
            ObjectNode generations = root.putObject("generations");
            sorted(trust.generations()).forEach(generations::put);
            ObjectNode grants = root.putObject("grants");
            sorted(trust.grants()).forEach((id, changed) -> {
                ObjectNode entry = grants.putObject(id).put("revision", changed.revision());
                ArrayNode list = entry.putArray("grants");
                changed.grants().toList().forEach(list::add);
            });
            ArrayNode revoked = root.putArray("revokedTokens");
            trust.revokedTokens().stream().sorted().forEach(revoked::add);
            byte[] json = JSON.writeValueAsBytes(root);
            return new TrustDocument(Secrets.hash(new String(json, StandardCharsets.UTF_8)), json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("text and numbers are always JSON", e);
        }
    }

    private static <T> Map<String, T> sorted(Map<ClientId, T> map) {
        Map<String, T> sorted = new TreeMap<>();
        map.forEach((id, value) -> sorted.put(id.value(), value));
        return sorted;
    }

    /** @throws IllegalArgumentException saying what is wrong with it; nothing of it is believed then */
    static Trust read(byte[] document) {
        JsonNode root;
        try {
            root = JSON.readTree(document);
        } catch (IOException e) {
            throw new IllegalArgumentException("not JSON", e);
        }
        String issuer = root.path("issuer").asText();
        require(root.path("issuer").isTextual() && !issuer.isEmpty(), "\"issuer\" is no text");
        return new Trust(
                issuer,
                KeyRing.published(keys(root.path("keys"))),
                Map.copyOf(generations(root.path("generations"))),
                Map.copyOf(grants(root.path("grants"))),
                Set.copyOf(hashes(root.path("revokedTokens"))));
    }

    private static List<PublicJwk> keys(JsonNode array) {
        require(array.isArray() && !array.isEmpty(), "\"keys\" is no list of public keys");
        require(array.size() <= SigningKeyStore.MAX_KEYS, "\"keys\" has " + array.size() + " members");
        List<PublicJwk> keys = new ArrayList<>();
        array.forEach(jwk -> keys.add(PublicJwk.parse(jwk.toString())));
        return keys;
    }

    private static Map<ClientId, Long> generations(JsonNode object) {
        require(object.isObject(), "\"generations\" is no object");
        Map<ClientId, Long> generations = new HashMap<>();
        object.properties()
                .forEach(
                        entry -> generations.put(new ClientId(entry.getKey()), number(entry.getValue(), "generation")));
        return generations;
    }

    private static Map<ClientId, GrantsRevision> grants(JsonNode object) {
        require(object.isObject(), "\"grants\" is no object");
        Map<ClientId, GrantsRevision> grants = new HashMap<>();
        object.properties().forEach(entry -> {
            List<String> list = new ArrayList<>();
            JsonNode array = entry.getValue().path("grants");
            require(array.isArray(), "a client's \"grants\" are no list");
            array.forEach(grant -> {
                require(grant.isTextual(), "a grant is no text");
                list.add(grant.asText());
            });
            long revision = number(entry.getValue().path("revision"), "revision");
            grants.put(new ClientId(entry.getKey()), new GrantsRevision(revision, Grants.parseKnown(list)));
        });
        return grants;
    }

    private static Set<String> hashes(JsonNode array) {
        require(array.isArray(), "\"revokedTokens\" is no list");
        Set<String> hashes = new HashSet<>();
        array.forEach(hash -> {
            require(hash.isTextual(), "a hash is no text");
            hashes.add(hash.asText());
        });
        return hashes;
    }

    private static long number(JsonNode node, String name) {
        require(node.isIntegralNumber() && node.canConvertToLong(), "a " + name + " is no whole number");
        return node.asLong();
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }
}
