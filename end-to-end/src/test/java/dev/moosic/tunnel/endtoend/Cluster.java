package dev.moosic.tunnel.endtoend;

import dev.moosic.tunnel.testing.MySqlServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Two servers over one database, and clients and a local service beside them, each a process of its own. */
final class Cluster implements AutoCloseable {
    private static final String DATABASE = "tunnel";

    /** One of the two servers. */
    enum Node {
        A,
        B
    }

    private final Path folder;
    private final MySqlServer mysql;
    private final List<RunningProgram> programs = new ArrayList<>();
    private final URI urlOfA;
    private final URI urlOfB;
    private final URI library;

    private Cluster(Path folder, MySqlServer mysql, boolean tls) throws Exception {
        this.folder = folder;
        this.mysql = mysql;
        mysql.create(DATABASE);
        RunningProgram serverA = startServer(Node.A, tls);
        RunningProgram serverB = startServer(Node.B, tls);
        urlOfA = Installation.url(serverA.await("ready"));
        urlOfB = Installation.url(serverB.await("ready"));
        Installation.awaitReady(data(Node.A));
        Installation.awaitReady(data(Node.B));
        library = Installation.url(start(
                        Program.SAMPLE_LIBRARY,
                        List.of(
                                "--port",
                                "0",
                                "--music",
                                folder.resolve("music").toString()))
                .await("ready"));
    }

    /** Starts both over an empty database; it is dropped again at the end. */
    static Cluster start(Path folder, MySqlServer mysql) throws Exception {
        return new Cluster(folder, mysql, false);
    }

    /** Bound as on a VPS, with certificates of the private authority. */
    static Cluster startForEverybody(Path folder, MySqlServer mysql) throws Exception {
        return new Cluster(folder, mysql, true);
    }

    private RunningProgram startServer(Node node, boolean tls) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "--data",
                data(node).toString(),
                "--database-url",
                mysql.url(DATABASE),
                "--database-user",
                mysql.user(),
                // Nodes are machines of their own elsewhere; here they must not want the same ports.
                "--remote-ports",
                node == Node.A ? "23000-23999" : "24000-24999"));
        if (tls) {
            int port = freePort();
            arguments.addAll(
                    List.of("--bind", "0.0.0.0", "--port", "" + port, "--public-url", "https://localhost:" + port));
        } else {
            arguments.addAll(List.of("--bind", "127.0.0.1", "--port", "0"));
        }
        return start(Program.TUNNEL_SERVER, arguments, Map.of("TUNNEL_DATABASE_PASSWORD", mysql.password()));
    }

    URI url(Node node) {
        return node == Node.A ? urlOfA : urlOfB;
    }

    /** Where the local service listens. */
    URI library() {
        return library;
    }

    /** A subcommand of one of the servers. */
    Completed subcommand(Node node, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data(node).toString()));
        return Completed.run(Program.TUNNEL_SERVER.command(all));
    }

    String invite(Node node, String clientId, String... grants) {
        List<String> arguments = new ArrayList<>(List.of("invite", "--client-id", clientId));
        for (String grant : grants) {
            arguments.addAll(List.of("--grant", grant));
        }
        return subcommand(node, arguments.toArray(String[]::new)).line();
    }

    /**
     * Starts a client of that node alone, wherever its invite is from.
     *
     * @param tunnels lines of {@code tunnel.yaml}; {@code LOCAL} stands for the local service
     */
    RunningProgram startClient(Node node, String clientId, String invite, String... tunnels) throws IOException {
        return startClient(Set.of(node), clientId, invite, tunnels);
    }

    /** As {@link #startClient(Node, String, String, String...)}, of all these nodes at once. */
    RunningProgram startClient(Set<Node> nodes, String clientId, String invite, String... tunnels) throws IOException {
        Path config = folder.resolve(clientId + "-" + nodes + ".yaml");
        Files.writeString(
                config,
                "tunnels:\n" + String.join("\n", tunnels).replace("LOCAL", '"' + library.getAuthority() + '"') + "\n",
                StandardCharsets.UTF_8);
        return start(
                Program.TUNNEL_CLIENT,
                List.of(
                        "run",
                        "--config",
                        config.toString(),
                        "--server",
                        nodes.stream().map(node -> url(node).toString()).collect(Collectors.joining(",")),
                        "--invite",
                        invite,
                        "--data",
                        folder.resolve("client-" + clientId).toString()));
    }

    private RunningProgram start(Program program, List<String> arguments) throws IOException {
        return start(program, arguments, Map.of());
    }

    private RunningProgram start(Program program, List<String> arguments, Map<String, String> environment)
            throws IOException {
        RunningProgram running = RunningProgram.start(program, folder, arguments, environment);
        programs.add(running);
        return running;
    }

    private Path data(Node node) {
        return folder.resolve("server-" + node);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws Exception {
        for (int i = programs.size() - 1; i >= 0; i--) {
            programs.get(i).close();
        }
        mysql.drop(DATABASE);
    }
}
