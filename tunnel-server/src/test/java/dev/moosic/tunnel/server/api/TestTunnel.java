package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.time.Duration;

/** A tunnel called "web" that has room, and lets requests through at once, unless the test says otherwise. */
abstract class TestTunnel implements HttpTunnel {
    volatile boolean room = true;
    volatile Duration requestWait = Duration.ZERO;
    private final ClientId client;
    private final Tunnel.Access access;

    TestTunnel(ClientId client, Tunnel.Access access) {
        this.client = client;
        this.access = access;
    }

    @Override
    public final ClientId clientId() {
        return client;
    }

    @Override
    public final long tunnelId() {
        return 1;
    }

    @Override
    public final String name() {
        return "web";
    }

    @Override
    public final Tunnel.Access access() {
        return access;
    }

    @Override
    public final boolean hasRoomForStream() {
        return room;
    }

    @Override
    public final Duration takeRequest() {
        return requestWait;
    }
}
