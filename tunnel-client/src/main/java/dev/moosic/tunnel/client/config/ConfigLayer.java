package dev.moosic.tunnel.client.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one source of settings says; {@code null} where it is silent. Layers, later over earlier: defaults, file,
 * environment, command line.
 */
public record ConfigLayer(
        @Nullable List<ServerAddress> servers,
        @Nullable String invite,
        @Nullable Path data,
        @Nullable ProxyAddress proxy,
        @Nullable Boolean insecure,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        @Nullable Mask mask,
        @Nullable LogLevel logLevel) {

    public static final ConfigLayer EMPTY = new ConfigLayer(null, null, null, null, null, null, null, null, null);

    /** This layer where it speaks, else {@code below}. */
    public ConfigLayer over(ConfigLayer below) {
        return new ConfigLayer(
                first(servers, below.servers),
                first(invite, below.invite),
                first(data, below.data),
                first(proxy, below.proxy),
                first(insecure, below.insecure),
                first(tlsCertificate, below.tlsCertificate),
                first(tlsKey, below.tlsKey),
                first(mask, below.mask),
                first(logLevel, below.logLevel));
    }

    /** The invite is a secret: not shown. */
    @Override
    public String toString() {
        return "ConfigLayer[servers=" + servers + ", data=" + data + ", proxy=" + proxy + ", insecure=" + insecure
                + ", mask=" + mask + ", logLevel=" + logLevel + "]";
    }

    private static <T> @Nullable T first(@Nullable T upper, @Nullable T lower) {
        return upper != null ? upper : lower;
    }
}
