package dev.moosic.tunnel.client.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything a client is told, complete.
 *
 * @param servers as configured; empty: those of the invite
 * @param invite the pasted line, if one was given; a secret
 * @param data the folder of the identity, or {@code null} for the default
 * @param insecure whether a server that is not on this machine may be spoken to without TLS
 * @param certificate for servers that ask for one, or {@code null}
 * @param once whether to end at the first failure
 * @param file where the tunnels come from and whose edits apply, or {@code null}
 */
public record ClientConfig(
        List<ServerAddress> servers,
        @Nullable String invite,
        @Nullable Path data,
        @Nullable ProxyAddress proxy,
        boolean insecure,
        @Nullable ClientCertificate certificate,
        Mask mask,
        LogLevel logLevel,
        boolean once,
        List<TunnelConfig> tunnels,
        @Nullable Path file) {

    /**
     * Fills in what no layer says.
     *
     * @throws ConfigException if a certificate is given without its key
     */
    public static ClientConfig of(ConfigLayer layer, boolean once, List<TunnelConfig> tunnels, @Nullable Path file)
            throws ConfigException {
        return new ClientConfig(
                Objects.requireNonNullElse(layer.servers(), List.of()),
                layer.invite(),
                layer.data(),
                layer.proxy(),
                Boolean.TRUE.equals(layer.insecure()),
                ClientCertificate.of(layer.tlsCertificate(), layer.tlsKey()),
                Objects.requireNonNullElse(layer.mask(), Mask.AUTO),
                Objects.requireNonNullElse(layer.logLevel(), LogLevel.WARN),
                once,
                List.copyOf(tunnels),
                file);
    }

    /**
     * Refuses servers that would be spoken to in clear over a network.
     *
     * @throws ConfigException naming the server and what to do
     */
    public void checkSecure(List<ServerAddress> dialled) throws ConfigException {
        for (ServerAddress server : dialled) {
            if (!server.tls() && !server.isLoopback() && !insecure) {
                throw new ConfigException("server " + server
                        + " is not encrypted: anyone on the way could read and change everything; use https:// or wss://,"
                        + " or add --insecure if the network between is your own");
            }
        }
    }

    /** The invite is a secret: not shown. */
    @Override
    public String toString() {
        return "ClientConfig[servers=" + servers + ", data=" + data + ", tunnels=" + tunnels + ", file=" + file + "]";
    }
}
