package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import io.netty.util.concurrent.Future;

/** Where tokens come from (seeds: {@code request_token}). */
public interface TokenSource {
    /** A fresh token for {@code server}; fails with {@link ConnectFailure}. */
    Future<TunnelToken> requestToken(ServerAddress server);
}
