package dev.moosic.tunnel.server.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Certificates from an ACME authority (RFC 8555).
 *
 * @param domains certified from the start, in lower case; the first is shown to who names no host
 * @param directory of the authority
 * @param email where the authority writes to; null: nowhere
 * @param httpPort answers HTTP-01 challenges and sends everything else to https; 0 chooses one
 */
public record AcmeSettings(
        List<String> domains, URI directory, @Nullable String email, int httpPort) {
    public static final URI DEFAULT_DIRECTORY = URI.create("https://acme-v02.api.letsencrypt.org/directory");
    public static final int DEFAULT_HTTP_PORT = 80;

    /** @throws IllegalArgumentException naming the option at fault */
    public AcmeSettings {
        domains = List.copyOf(domains);
        for (String domain : domains) {
            if (!domain.matches("(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9-]{2,63}")
                    || domain.matches("[0-9.]+")) {
                throw new IllegalArgumentException("--acme is \"" + domain
                        + "\": expected a host name in lower case, such as tunnel.example.com, without a wildcard");
            }
        }
        if (domains.isEmpty()) {
            throw new IllegalArgumentException("--acme names no host");
        }
        boolean local = "localhost".equals(directory.getHost()) || "127.0.0.1".equals(directory.getHost());
        if (directory.getHost() == null
                || !("https".equals(directory.getScheme()) || ("http".equals(directory.getScheme()) && local))) {
            throw new IllegalArgumentException("--acme-directory is \"" + directory + "\": expected an https URL");
        }
        if (httpPort < 0 || httpPort > 65_535) {
            throw new IllegalArgumentException("--acme-http-port is " + httpPort + ": expected 0 to 65535");
        }
    }
}
