package dev.moosic.tunnel.protocol.identity;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a verified {@code api+jwt} says.
 *
 * @param subject who the caller is, for logs and the local service
 * @param clients which clients it may call, each with its generation (see {@link Revocations})
 * @param tokenId the token's {@code jti}: names it in logs, gives nothing away
 * @param methods the methods it may use, in upper case; empty: all
 * @param pathPrefixes the paths it may call, each with what lies below; empty: all
 */
public record CallerClaims(
        String subject,
        Map<ClientId, Long> clients,
        Instant issuedAt,
        Instant expiresAt,
        String tokenId,
        Set<String> methods,
        List<String> pathPrefixes) {
    public CallerClaims {
        clients = Map.copyOf(clients);
        methods = Set.copyOf(methods);
        pathPrefixes = List.copyOf(pathPrefixes);
    }

    /** Whether the caller may call this client. */
    public boolean allows(ClientId clientId) {
        return clients.containsKey(clientId);
    }

    /**
     * Whether the caller may make this request. Who may GET may HEAD, which tells less of the same (RFC 9110 section 9.3.2).
     *
     * @param path as on the wire, without the query. Where prefixes limit the caller, a path that a local service might
     *     read in more than one way (dot segments, encoded dots, slashes or backslashes) is not allowed
     */
    public boolean allows(String method, String path) {
        boolean headOfGet = method.equals("HEAD") && methods.contains("GET");
        if (!methods.isEmpty() && !methods.contains(method) && !headOfGet) {
            return false;
        }
        return pathPrefixes.isEmpty() || pathPrefixes.stream().anyMatch(prefix -> PathPrefix.covers(prefix, path));
    }

    /** Whether the caller may make some requests only. */
    public boolean isLimited() {
        return !methods.isEmpty() || !pathPrefixes.isEmpty();
    }

    /** The same without the clients revoked since. */
    CallerClaims remaining(Revocations revocations) {
        boolean all = true;
        for (Map.Entry<ClientId, Long> client : clients.entrySet()) {
            all &= isValid(client, revocations);
        }
        if (all) {
            return this;
        }
        Map<ClientId, Long> remaining = new LinkedHashMap<>();
        clients.entrySet().stream()
                .filter(entry -> isValid(entry, revocations))
                .forEach(entry -> remaining.put(entry.getKey(), entry.getValue()));
        return new CallerClaims(subject, remaining, issuedAt, expiresAt, tokenId, methods, pathPrefixes);
    }

    private static boolean isValid(Map.Entry<ClientId, Long> client, Revocations revocations) {
        return client.getValue() >= revocations.generation(client.getKey());
    }
}
