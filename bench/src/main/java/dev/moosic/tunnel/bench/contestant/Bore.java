package dev.moosic.tunnel.bench.contestant;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One connection a visitor, none ahead. Its control port is fixed, so each gets a loopback address of its own. */
final class Bore implements Contestant {
    private static final int CONTROL_PORT = 7835;

    @Override
    public String id() {
        return "bore";
    }

    @Override
    public String settings() {
        return "defaults; plain is all it has";
    }

    @Override
    public boolean offers(Security security) {
        return security == Security.PLAIN;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("bore");
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.path("bore"), "--version").replaceAll("^\\S+ ", "");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("bore")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            String host = arena.host();
            InetSocketAddress control = new InetSocketAddress(host, CONTROL_PORT);
            InetSocketAddress tcp = new InetSocketAddress(host, arena.port());
            InetSocketAddress dialled = way.to(control, new InetSocketAddress(arena.host(), CONTROL_PORT));
            String program = arena.tools().path("bore");
            RunningProcess serving = starter.start("bore-server", List.of(program, "server", "--bind-addr", host));
            starter.awaitAccept(serving, control);
            starter.start(
                    "bore-client",
                    List.of(
                            program,
                            "local",
                            "" + arena.origin().getPort(),
                            "--local-host",
                            "127.0.0.1",
                            "--to",
                            dialled.getHostString(),
                            "--port",
                            "" + tcp.getPort()));
            return starter.awaitEcho(tcp, Optional.empty());
        });
    }
}
