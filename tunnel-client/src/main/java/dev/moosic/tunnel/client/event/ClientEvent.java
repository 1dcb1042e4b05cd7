package dev.moosic.tunnel.client.event;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import java.time.Duration;
import java.util.List;

/** One thing that happened to a running client. */
public sealed interface ClientEvent {

    /** A session with {@code server} stands. */
    record Connected(ServerAddress server, String clientId, String node) implements ClientEvent {}

    /** A tunnel can be reached at {@code remote}: {@code host:port}, or a URL for http. */
    record TunnelUp(ServerAddress server, TunnelConfig tunnel, String remote) implements ClientEvent {}

    /** The server did not give, or took back, a tunnel. {@code code} is one of {@code docs/protocol.md} section 6. */
    record TunnelFailed(ServerAddress server, TunnelConfig tunnel, String code, String message)
            implements ClientEvent {}

    /** A tunnel was removed from the configuration. */
    record TunnelRemoved(TunnelConfig tunnel) implements ClientEvent {}

    /** There is no session, and the next try comes after {@code retryIn}. */
    record Disconnected(ServerAddress server, String reason, Duration retryIn) implements ClientEvent {}

    /** The session with {@code server} goes on over a new control connection; no stream was lost. */
    record Resumed(ServerAddress server) implements ClientEvent {}

    /** The server asked to move; running streams go on, new ones come over the next session. */
    record Draining(ServerAddress server, String message) implements ClientEvent {}

    /** The configuration file was edited and is in force. {@code restartFor} names what only a restart applies. */
    record Reloaded(int tunnels, List<String> restartFor) implements ClientEvent {}

    /** The configuration file was edited, is wrong, and the one before stays in force. */
    record ReloadRefused(String problem) implements ClientEvent {}

    /** The client will not try again. */
    record GaveUp(ServerAddress server, int exitCode, String reason) implements ClientEvent {}

    /** The client was told to end. */
    record Stopping() implements ClientEvent {}
}
