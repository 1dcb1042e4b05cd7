package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PathPrefix;
import dev.moosic.tunnel.protocol.identity.TokenType;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an API token is to allow.
 *
 * @param clients whom its holder may call, 1 to {@link #MAX_CLIENTS}
 * @param lifetime one second to 90 days
 * @param subject who its holder is, for logs and local services
 * @param methods in upper case; empty: all
 * @param pathPrefixes each with what lies below, as on the wire; empty: all
 */
public record ApiTokenTerms(
        Set<ClientId> clients, Duration lifetime, String subject, List<String> methods, List<String> pathPrefixes) {
    /** So that the token fits into a request's header. */
    public static final int MAX_CLIENTS = 50;

    /** Methods, and path prefixes, likewise. */
    public static final int MAX_LIMITS = 20;

    private static final Pattern METHOD = Pattern.compile("[A-Z-]{1,20}");
    private static final Pattern PREFIX = Pattern.compile("/[!-~&&[^?#]]{0,199}");

    /** What a token lives if nothing else is asked for. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);

    /** @throws IllegalArgumentException saying which of the terms cannot be had */
    public ApiTokenTerms {
        clients = Set.copyOf(clients);
        methods = List.copyOf(methods);
        pathPrefixes = List.copyOf(pathPrefixes);
        if (clients.isEmpty() || clients.size() > MAX_CLIENTS) {
            throw new IllegalArgumentException(
                    "an API token is for 1 to " + MAX_CLIENTS + " clients, not " + clients.size());
        }
        Lifetimes.check("API token", lifetime, TokenType.CALLER.maxLifetime());
        if (subject.isBlank() || subject.length() > 64 || !subject.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("the subject is not 1-64 printable characters without spaces");
        }
        if (methods.size() > MAX_LIMITS || pathPrefixes.size() > MAX_LIMITS) {
            throw new IllegalArgumentException(
                    "an API token names at most " + MAX_LIMITS + " methods and as many path prefixes");
        }
        methods.forEach(ApiTokenTerms::checkMethod);
        pathPrefixes.forEach(ApiTokenTerms::checkPrefix);
    }

    private static void checkMethod(String method) {
        if (!METHOD.matcher(method).matches()) {
            throw new IllegalArgumentException("a method is 1-20 capital letters or '-', as in GET");
        }
    }

    private static void checkPrefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches() || PathPrefix.isAmbiguous(prefix)) {
            throw new IllegalArgumentException("a path prefix begins with \"/\" and is part of a path as it is sent:"
                    + " no query, no space, no dot segments, at most 200 characters; as in /files/");
        }
    }

    /** Everything with these clients. */
    public static ApiTokenTerms forClients(Collection<ClientId> clients, Duration lifetime) {
        return new ApiTokenTerms(Set.copyOf(clients), lifetime, "api", List.of(), List.of());
    }
}
