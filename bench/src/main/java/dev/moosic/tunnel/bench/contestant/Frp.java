package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.contestant.Deployment.HttpEntrance;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** frp, with a tcp and an http proxy: one connection a visitor, or (multiplexed) one for all. */
final class Frp implements Contestant {
    private static final String DOMAIN = "bench.example";

    private final boolean multiplexed;

    /** @param multiplexed whether the plain rows use its yamux; under TLS it always does, as by default */
    Frp(boolean multiplexed) {
        this.multiplexed = multiplexed;
    }

    @Override
    public String id() {
        return multiplexed ? "frp-mux" : "frp";
    }

    @Override
    public String settings() {
        return multiplexed
                ? "transport.tls.enable=false, tcpMux on (the default): all visitors in one connection"
                : "plain: transport.tls.enable=false, tcpMux=false, poolCount=5 (most that its server grants by default); TLS:"
                        + " defaults (TLS and tcpMux on)";
    }

    @Override
    public String api() {
        return "frp-vhost";
    }

    @Override
    public boolean offers(Security security) {
        return security == Security.PLAIN || !multiplexed;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("frps", "frpc");
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.path("frps"), "--version");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("frps")), Path.of(tools.path("frpc")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress control = arena.address();
            InetSocketAddress tcp = arena.address();
            InetSocketAddress vhost = arena.address();
            InetSocketAddress dialled = way.to(control, arena.address());
            boolean mux = multiplexed || security == Security.TLS;
            Path server = arena.file("frps.toml", """
                    bindAddr = "127.0.0.1"
                    proxyBindAddr = "127.0.0.1"
                    bindPort = %d
                    vhostHTTPPort = %d
                    transport.tcpMux = %s
                    log.level = "warn"
                    """.formatted(control.getPort(), vhost.getPort(), mux));
            Path client = arena.file("frpc.toml", """
                    serverAddr = "127.0.0.1"
                    serverPort = %d
                    transport.tls.enable = %s
                    transport.tcpMux = %s
                    transport.poolCount = %d
                    log.level = "warn"
                    [[proxies]]
                    name = "t"
                    type = "tcp"
                    localIP = "127.0.0.1"
                    localPort = %d
                    remotePort = %d
                    [[proxies]]
                    name = "h"
                    type = "http"
                    localIP = "127.0.0.1"
                    localPort = %d
                    customDomains = ["%s"]
                    """.formatted(
                            dialled.getPort(),
                            security == Security.TLS,
                            mux,
                            mux ? 0 : 5,
                            arena.origin().getPort(),
                            tcp.getPort(),
                            arena.origin().getPort(),
                            DOMAIN));
            RunningProcess serving =
                    starter.start(id() + "-server", List.of(arena.tools().path("frps"), "-c", server.toString()));
            starter.awaitAccept(serving, control);
            starter.start(id() + "-client", List.of(arena.tools().path("frpc"), "-c", client.toString()));
            return starter.awaitEcho(tcp, Optional.of(new HttpEntrance(vhost, DOMAIN, "", "")));
        });
    }
}
