package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of a tunnel that a client asks for, {@code docs/protocol.md} section 6. */
final class TunnelRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final long MAX_ID = 0xffff_ffffL;
    private static final int MAX_PORT = 65_535;
    private static final int MAX_HOSTS = 16;
    private static final int MAX_HOST = 253;

    private TunnelRules() {}

    /** What is wrong with {@code tunnel} by itself or beside those bound already; {@code null} if nothing is. */
    static @Nullable BoundTunnel check(ConnectedClient client, Tunnel tunnel) {
        if (tunnel.id() < 1 || tunnel.id() > MAX_ID) {
            return bad(tunnel, "\"id\" is " + tunnel.id() + ": expected 1 to " + MAX_ID);
        }
        if (tunnel.name() == null || !NAME.matcher(tunnel.name()).matches()) {
            return bad(tunnel, "\"name\" is not 1–63 of a-z, 0-9 and '-' beginning with a letter or digit");
        }
        if (tunnel.type() == null) {
            return bad(tunnel, "\"type\" is missing: expected tcp or http");
        }
        if (tunnel.remotePort() < 0 || tunnel.remotePort() > MAX_PORT) {
            return bad(tunnel, "\"remotePort\" is " + tunnel.remotePort() + ": expected 0 to " + MAX_PORT);
        }
        List<String> hosts = tunnel.hosts() == null ? List.of() : tunnel.hosts();
        if (hosts.size() > MAX_HOSTS || hosts.stream().anyMatch(host -> host == null || host.length() > MAX_HOST)) {
            return bad(
                    tunnel,
                    "\"hosts\" has more than " + MAX_HOSTS + " names, or one of more than " + MAX_HOST + " characters");
        }
        AddressRules addresses = tunnel.addresses();
        String problem = addresses == null ? null : addresses.problem();
        String wrong = problem != null ? problem : tunnel.usersProblem();
        return wrong != null ? bad(tunnel, wrong) : checkBeside(client, tunnel);
    }

    private static @Nullable BoundTunnel checkBeside(ConnectedClient client, Tunnel tunnel) {
        if (client.tunnels().size() >= ProtocolLimits.MAX_TUNNELS) {
            return BoundTunnel.failed(
                    tunnel, Code.TOO_MANY_TUNNELS, "a session has at most " + ProtocolLimits.MAX_TUNNELS + " tunnels");
        }
        for (ConnectedTunnel other : client.tunnels()) {
            if (other.id() == tunnel.id() || other.name().equals(tunnel.name())) {
                return BoundTunnel.failed(
                        tunnel,
                        Code.DUPLICATE,
                        "tunnel " + other.id() + " \"" + other.name() + "\" is bound already: unbind it first");
            }
        }
        return null;
    }

    /** The tunnel as the rest of the server sees it: host names in lower case. */
    static Tunnel normalized(Tunnel tunnel) {
        if (tunnel.hosts() == null) {
            return tunnel;
        }
        List<String> hosts = tunnel.hosts().stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        return new Tunnel(
                tunnel.id(),
                tunnel.name(),
                tunnel.type(),
                tunnel.remotePort(),
                hosts,
                tunnel.access(),
                tunnel.users(),
                tunnel.addresses());
    }

    private static BoundTunnel bad(Tunnel tunnel, String message) {
        return BoundTunnel.failed(tunnel, Code.BAD_REQUEST, message);
    }
}
