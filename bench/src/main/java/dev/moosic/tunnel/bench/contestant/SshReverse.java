package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code ssh -R} to an sshd of its own, with keys of its own; always encrypted. */
final class SshReverse implements Contestant {
    @Override
    public String id() {
        return "ssh";
    }

    @Override
    public String settings() {
        return "ssh -N -R; default cipher, no compression; always encrypted";
    }

    @Override
    public boolean offers(Security security) {
        return security == Security.TLS;
    }

    @Override
    public String absence(Tools tools) {
        return tools.absence("ssh", "sshd", "ssh-keygen");
    }

    @Override
    public String version(Tools tools) {
        return Tools.firstLine(tools.path("ssh"), "-V");
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of(Path.of(tools.path("sshd")), Path.of(tools.path("ssh")));
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress control = arena.address();
            InetSocketAddress tcp = arena.address();
            InetSocketAddress dialled = way.to(control, arena.address());
            Path folder = arena.newFolder("ssh");
            Path hostKey = newKey(arena, folder.resolve("host"));
            Path userKey = newKey(arena, folder.resolve("user"));
            Path config = Files.writeString(
                    folder.resolve("sshd_config"), """
                    ListenAddress 127.0.0.1:%d
                    HostKey %s
                    AuthorizedKeysFile %s.pub
                    PidFile none
                    StrictModes no
                    UsePAM no
                    PermitRootLogin prohibit-password
                    AllowTcpForwarding yes
                    MaxStartups 1000
                    """.formatted(control.getPort(), hostKey, userKey));
            Path separation = Path.of("/run/sshd");
            if (Files.isWritable(separation.getParent()) && !Files.exists(separation)) {
                Files.createDirectory(separation);
            }
            RunningProcess serving = starter.start(
                    "ssh-server", List.of(arena.tools().path("sshd"), "-D", "-e", "-f", config.toString()));
            starter.awaitAccept(serving, control);
            starter.start(
                    "ssh-client",
                    List.of(
                            arena.tools().path("ssh"),
                            "-N",
                            "-F",
                            "none",
                            "-i",
                            userKey.toString(),
                            "-o",
                            "StrictHostKeyChecking=no",
                            "-o",
                            "UserKnownHostsFile=/dev/null",
                            "-o",
                            "ExitOnForwardFailure=yes",
                            "-o",
                            "IdentitiesOnly=yes",
                            "-o",
                            "BatchMode=yes",
                            "-p",
                            "" + dialled.getPort(),
                            "-R",
                            "127.0.0.1:" + tcp.getPort() + ":127.0.0.1:"
                                    + arena.origin().getPort(),
                            System.getProperty("user.name") + "@127.0.0.1"));
            return starter.awaitEcho(tcp, Optional.empty());
        });
    }

    private static Path newKey(Arena arena, Path file) throws IOException, InterruptedException {
        Tools.run(List.of(arena.tools().path("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
        return file;
    }
}
