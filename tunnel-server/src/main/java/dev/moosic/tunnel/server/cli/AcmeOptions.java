package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.config.AcmeSettings;
import dev.moosic.tunnel.server.config.ConfigException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Certificates from an ACME authority such as Let's Encrypt. */
final class AcmeOptions {
    @Option(
            names = "--acme",
            paramLabel = "DOMAIN",
            split = ",",
            description = "Fetch a certificate for this host name from an ACME authority; several times for several. "
                    + "Host names that clients were granted get theirs when first asked for. Listens on port 80 too")
    private List<String> domains = List.of();

    @Option(names = "--acme-accept-terms", description = "You accept the authority's terms of service")
    private boolean termsAccepted;

    @Option(
            names = "--acme-email",
            paramLabel = "ADDRESS",
            description = "Where the authority writes to about certificates. Default: none")
    private @Nullable String email;

    @Option(
            names = "--acme-directory",
            paramLabel = "URL",
            defaultValue = "https://acme-v02.api.letsencrypt.org/directory",
            description = "The authority's directory. Default: ${DEFAULT-VALUE}")
    private URI directory = AcmeSettings.DEFAULT_DIRECTORY;

    @Option(
            names = "--acme-http-port",
            paramLabel = "PORT",
            defaultValue = "80",
            description = "Where the authority's HTTP challenges are answered and all else is sent to https. "
                    + "Default: ${DEFAULT-VALUE}")
    private int httpPort = AcmeSettings.DEFAULT_HTTP_PORT;

    boolean isUsed() {
        return !domains.isEmpty();
    }

    String firstDomain() {
        return domains.get(0).toLowerCase(Locale.ROOT);
    }

    /** @throws ConfigException if the terms are not accepted */
    @Nullable
    AcmeSettings toSettings() {
        if (!isUsed()) {
            return null;
        }
        if (!termsAccepted) {
            throw new ConfigException("--acme needs --acme-accept-terms: read the terms of service that the authority's"
                    + " directory names (" + directory + "), and add it if you accept them");
        }
        return new AcmeSettings(
                domains.stream().map(domain -> domain.toLowerCase(Locale.ROOT)).toList(), directory, email, httpPort);
    }
}
