package dev.moosic.tunnel.bench.contestant;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** One connection a visitor, eight of them opened ahead. */
final class Rathole implements Contestant {
    @Override
    public String id() {
        return "rathole";
    }

    @Override
    public String settings() {
        return "defaults; TLS by its tls transport with the same certificate as all";
    }

    @Override
    public boolean offers(Security security) {
        return true;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("rathole");
    }

    @Override
    public String version(Tools tools) {
        String version = Tools.firstLine("sh", "-c", tools.path("rathole") + " --version | grep 'Build Version'");
        return version.replaceAll(".*: *", "");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("rathole")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress control = arena.address();
            InetSocketAddress tcp = arena.address();
            InetSocketAddress dialled = way.to(control, arena.address());
            boolean tls = security == Security.TLS;
            Path server = arena.file("rathole-server.toml", """
                    [server]
                    bind_addr = "127.0.0.1:%d"
                    default_token = "benchmark"
                    %s
                    [server.services.t]
                    bind_addr = "127.0.0.1:%d"
                    """.formatted(
                            control.getPort(), tls ? serverTls(arena.certificates()) : "", tcp.getPort()));
            Path client = arena.file("rathole-client.toml", """
                    [client]
                    remote_addr = "127.0.0.1:%d"
                    default_token = "benchmark"
                    %s
                    [client.services.t]
                    local_addr = "127.0.0.1:%d"
                    """.formatted(
                            dialled.getPort(),
                            tls ? clientTls(arena.certificates()) : "",
                            arena.origin().getPort()));
            String program = arena.tools().path("rathole");
            RunningProcess serving = starter.start("rathole-server", List.of(program, "--server", server.toString()));
            starter.awaitAccept(serving, control);
            starter.start("rathole-client", List.of(program, "--client", client.toString()));
            return starter.awaitEcho(tcp, Optional.empty());
        });
    }

    private static String serverTls(Certificates certificates) {
        return """
                [server.transport]
                type = "tls"
                [server.transport.tls]
                pkcs12 = "%s"
                pkcs12_password = "%s"
                """.formatted(certificates.identity(), Certificates.PASSWORD);
    }

    private static String clientTls(Certificates certificates) {
        return """
                [client.transport]
                type = "tls"
                [client.transport.tls]
                trusted_root = "%s"
                hostname = "localhost"
                """.formatted(certificates.authority());
    }
}
