package dev.moosic.tunnel.bench.contestant;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** SSH inside one WebSocket, always encrypted: it stands in the TLS rows. */
final class Chisel implements Contestant {
    @Override
    public String id() {
        return "chisel";
    }

    @Override
    public String settings() {
        return "defaults; always encrypted (SSH in one WebSocket over plain HTTP)";
    }

    @Override
    public boolean offers(Security security) {
        return security == Security.TLS;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("chisel");
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.path("chisel"), "--version");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("chisel")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress control = arena.address();
            InetSocketAddress tcp = arena.address();
            InetSocketAddress dialled = way.to(control, arena.address());
            String program = arena.tools().path("chisel");
            RunningProcess serving = starter.start(
                    "chisel-server",
                    List.of(program, "server", "--host", "127.0.0.1", "-p", "" + control.getPort(), "--reverse"));
            starter.awaitAccept(serving, control);
            starter.start(
                    "chisel-client",
                    List.of(
                            program,
                            "client",
                            "http://127.0.0.1:" + dialled.getPort(),
                            "R:127.0.0.1:" + tcp.getPort() + ":127.0.0.1:"
                                    + arena.origin().getPort()));
            return starter.awaitEcho(tcp, Optional.empty());
        });
    }
}
