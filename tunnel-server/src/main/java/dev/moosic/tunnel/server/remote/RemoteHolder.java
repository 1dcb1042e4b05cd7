package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.control.ConnectedClient;
import java.net.InetSocketAddress;

/** The session and the tunnel that a remote port's connections go to. */
record RemoteHolder(ConnectedClient client, Tunnel tunnel) {
    String tunnelName() {
        return String.valueOf(tunnel.name());
    }

    /** Whether the tunnel may be reached from this address. */
    boolean allows(InetSocketAddress source) {
        AddressRules rules = tunnel.addresses();
        return rules == null || rules.allows(source.getAddress());
    }
}
