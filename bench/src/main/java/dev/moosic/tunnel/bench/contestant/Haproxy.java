package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Two HAProxy processes in a row. No tunnel (nothing dials out), but what a good relay in C does with two hops. */
final class Haproxy implements Contestant {
    @Override
    public String id() {
        return "haproxy";
    }

    @Override
    public String settings() {
        return "two processes in a row in mode tcp, maxconn 9900 (two descriptors a connection, 20,000 on the benchmark machine); no tunnel: nothing dials out, nothing is authenticated";
    }

    @Override
    public boolean isTunnel() {
        return false;
    }

    @Override
    public boolean offers(Security security) {
        return true;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("haproxy");
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.path("haproxy"), "-v")
                .replaceAll("^HAProxy version ", "")
                .replaceAll(" .*", "");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("haproxy")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress near = arena.address();
            InetSocketAddress far = arena.address();
            InetSocketAddress between = way.to(far, arena.address());
            boolean tls = security == Security.TLS;
            Certificates certificates = arena.certificates();
            Path first = config(
                    arena, near, between, "", tls ? " ssl verify required ca-file " + certificates.authority() : "");
            Path second = config(arena, far, arena.origin(), tls ? " ssl crt " + certificates.both() : "", "");
            String program = arena.tools().path("haproxy");
            RunningProcess serving = starter.start("haproxy-server", List.of(program, "-db", "-f", first.toString()));
            starter.awaitAccept(serving, near);
            starter.start("haproxy-client", List.of(program, "-db", "-f", second.toString()));
            return starter.awaitEcho(near, Optional.empty());
        });
    }

    private static Path config(Arena arena, InetSocketAddress bind, InetSocketAddress target, String in, String out)
            throws IOException {
        return arena.file("haproxy.cfg", """
                global
                  maxconn 9900
                defaults
                  mode tcp
                  timeout connect 10s
                  timeout client 1h
                  timeout server 1h
                listen relay
                  bind 127.0.0.1:%d%s
                  server next 127.0.0.1:%d%s
                """.formatted(bind.getPort(), in, target.getPort(), out));
    }
}
