package dev.moosic.tunnel.client.proxy;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to a server. A configured proxy serves every server; otherwise {@code HTTPS_PROXY} (for {@code wss})
 * or {@code HTTP_PROXY} (for {@code ws}), then {@code ALL_PROXY}, in upper or lower case, unless {@code NO_PROXY} lists
 * the server. Loopback servers are reached directly unless a proxy is configured.
 */
public final class ProxyRoutes {
    private final @Nullable ProxyAddress configured;
    private final @Nullable ProxyAddress forTls;
    private final @Nullable ProxyAddress forPlain;
    private final List<String> exempt;

    /**
     * @param environment of the process
     * @throws ConfigException if a variable that names a proxy cannot be read
     */
    public ProxyRoutes(@Nullable ProxyAddress configured, Map<String, String> environment) throws ConfigException {
        this.configured = configured;
        @Nullable ProxyAddress forAll = variable(environment, "ALL_PROXY");
        @Nullable ProxyAddress tls = variable(environment, "HTTPS_PROXY");
        @Nullable ProxyAddress plain = variable(environment, "HTTP_PROXY");
        this.forTls = tls != null ? tls : forAll;
        this.forPlain = plain != null ? plain : forAll;
        this.exempt = Arrays.stream(either(environment, "NO_PROXY").split("[,\\s]+"))
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    /** The proxy to {@code server}, or {@code null} for a direct connection. */
    public @Nullable ProxyAddress to(ServerAddress server) {
        if (configured != null) {
            return configured;
        }
        if (server.isLoopback() || isExempt(server)) {
            return null;
        }
        return server.tls() ? forTls : forPlain;
    }

    /** As curl does: {@code *}, a name with all its subdomains, with or without a leading dot, and an optional port. */
    private boolean isExempt(ServerAddress server) {
        String host = server.host().toLowerCase(Locale.ROOT);
        for (String entry : exempt) {
            String name = entry;
            int colon = entry.lastIndexOf(':');
            if (colon > 0 && entry.indexOf(':') == colon) {
                if (!entry.substring(colon + 1).equals(Integer.toString(server.port()))) {
                    continue;
                }
                name = entry.substring(0, colon);
            }
            name = name.startsWith("*.") ? name.substring(1) : name;
            String bare = name.startsWith(".") ? name.substring(1) : name;
            if (name.equals("*") || host.equals(bare) || host.endsWith("." + bare)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable ProxyAddress variable(Map<String, String> environment, String name)
            throws ConfigException {
        String value = either(environment, name);
        try {
            return value.isEmpty() ? null : ProxyAddress.parse(value);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("environment variable " + name + ": " + e.getMessage());
        }
    }

    private static String either(Map<String, String> environment, String name) {
        @Nullable String upper = environment.get(name);
        return upper != null ? upper : environment.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
}
