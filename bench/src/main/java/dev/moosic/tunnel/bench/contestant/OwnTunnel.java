package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.contestant.Deployment.HttpEntrance;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Moosic Tunnel, by its runnable jars and its default settings: a server, and a client with a tcp and an http tunnel. */
final class OwnTunnel implements Contestant {
    static final String ID = "moosic";
    static final String API = "moosic-api";
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String CLIENT_ID = "bench";
    private static final Pattern REMOTE = Pattern.compile(
            "\"type\":\"tcp\".*\"remote\":\"[^\"]*:([0-9]+)\"|" + "\"remote\":\"[^\"]*:([0-9]+)\".*\"type\":\"tcp\"");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String settings() {
        return "by its launcher (serial collector, class archive); defaults: one WebSocket for all streams, flow control, resumption, access log, metrics, token for callers;"
                + " random frame masks when plain, zero masks under TLS";
    }

    @Override
    public String api() {
        return API;
    }

    @Override
    public boolean offers(Security security) {
        return true;
    }

    @Override
    public String absence(Tools tools) {
        return "";
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.java(), "-jar", tools.jar("tunnel-server").toString(), "--version");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(tools.jar("tunnel-server"), tools.jar("tunnel-client"));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) throws IOException {
        return new Installed(arena, security);
    }

    /** Enrolled once, so that it can be started again. */
    private static final class Installed implements Prepared {
        private final Arena arena;
        private final Security security;
        private final Path data;
        private final Path config;
        private String token = "";

        Installed(Arena arena, Security security) throws IOException {
            this.arena = arena;
            this.security = security;
            data = arena.newFolder("moosic");
            config = arena.file("tunnel.yaml", """
                    tunnels:
                      - {name: http, type: http, local: "127.0.0.1:%1$d"}
                      - {name: tcp, type: tcp, local: "127.0.0.1:%1$d"}
                    """.formatted(arena.origin().getPort()));
        }

        /** Never the first time: that is when the client enrols and the launchers archive the classes. */
        @Override
        public Deployment start(Way way) throws IOException, InterruptedException {
            if (token.isEmpty()) {
                startOnce(Way.straight()).close();
                requireArchive("tunnel-server-server");
                requireArchive("tunnel-client-run");
            }
            return startOnce(way);
        }

        /** Without the archive every start would be a first one, slower and with more memory than is to be measured. */
        private void requireArchive(String command) throws IOException {
            Path archives = data.resolve("cache").resolve("moosic-tunnel");
            try (Stream<Path> files = Files.list(archives)) {
                if (files.noneMatch(file -> file.getFileName().toString().startsWith(command))) {
                    throw new IOException("the first run left no archive of the classes of " + command + " in "
                            + archives + ": expected it to, since its Java is " + Runtime.version());
                }
            }
        }

        private Deployment startOnce(Way way) throws IOException, InterruptedException {
            return Launch.run(arena, way, starter -> {
                InetSocketAddress server = arena.address();
                InetSocketAddress dialled = way.to(server, arena.address());
                RunningProcess serving = starter.start("moosic-server", server(server));
                starter.awaitAccept(serving, server);
                List<String> client = client(dialled);
                if (token.isEmpty()) { // the first time
                    serving.await("ready", LIMIT, () -> serving.output().contains("\"event\":\"ready\""));
                    client.add("--invite");
                    client.add(admin("invite", "--client-id", CLIENT_ID));
                }
                RunningProcess dialling = starter.start("moosic-client", client);
                dialling.await("given its port", LIMIT, () -> remotePort(dialling) > 0);
                InetSocketAddress tcp = new InetSocketAddress("127.0.0.1", remotePort(dialling));
                Deployment up = starter.awaitEcho(tcp, Optional.empty());
                if (token.isEmpty()) {
                    token = admin("token", "--client-id", CLIENT_ID, "--ttl", "24h");
                }
                return new Deployment(
                        tcp,
                        Optional.of(new HttpEntrance(
                                server,
                                "127.0.0.1:" + server.getPort(),
                                "?clientId=" + CLIENT_ID,
                                "Authorization: Bearer " + token + "\r\n")),
                        up.processes(),
                        up.acceptSeconds(),
                        up.readySeconds(),
                        way);
            });
        }

        private List<String> server(InetSocketAddress bind) {
            List<String> command = program("tunnel-server", List.of());
            int ports = arena.port();
            command.addAll(List.of(
                    "--bind",
                    "127.0.0.1",
                    "--port",
                    "" + bind.getPort(),
                    "--remote-ports",
                    ports + "-" + ports,
                    "--data",
                    data.resolve("server").toString(),
                    "--json"));
            if (security == Security.TLS) {
                command.addAll(List.of(
                        "--tls-cert", arena.certificates().certificate().toString(),
                        "--tls-key", arena.certificates().key().toString()));
            }
            return command;
        }

        private List<String> client(InetSocketAddress server) {
            List<String> command = program("tunnel-client", trust());
            command.addAll(List.of(
                    "run",
                    "--config",
                    config.toString(),
                    "--data",
                    data.resolve("client").toString(),
                    "--json",
                    "--server",
                    (security == Security.TLS ? "https" : "http") + "://127.0.0.1:" + server.getPort()));
            return command;
        }

        /** How the client is told whom to trust. */
        private List<String> trust() {
            return security == Security.PLAIN
                    ? List.of()
                    : List.of(
                            "-Djavax.net.ssl.trustStore=" + arena.certificates().trustStore(),
                            "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
        }

        /** How the programs are started: as they are shipped, by their launchers, whose archives last for this run. */
        private List<String> program(String module, List<String> properties) {
            List<String> options = new ArrayList<>(arena.javaOptions());
            options.addAll(properties);
            List<String> command = new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + data.resolve("cache")));
            command.add("JAVA_HOME=" + System.getProperty("java.home"));
            if (!options.isEmpty()) {
                command.add("JDK_JAVA_OPTIONS=" + String.join(" ", options));
            }
            command.add(arena.tools().launcher(module).toString());
            return command;
        }

        private String admin(String... arguments) throws IOException, InterruptedException {
            List<String> command = program("tunnel-server", List.of());
            command.addAll(List.of(arguments));
            command.addAll(List.of("--data", data.resolve("server").toString()));
            return Tools.run(command).lines().findFirst().orElseThrow();
        }

        private static int remotePort(RunningProcess client) {
            Matcher matcher = REMOTE.matcher(client.output());
            if (!matcher.find()) {
                return 0;
            }
            return Integer.parseInt(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
    }
}
