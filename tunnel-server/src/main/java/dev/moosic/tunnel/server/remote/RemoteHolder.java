package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.control.ConnectedClient;

/** The session and the tunnel that a remote port's connections go to. */
record RemoteHolder(ConnectedClient client, Tunnel tunnel) {
    String tunnelName() {
        return String.valueOf(tunnel.name());
    }
}
