package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.config.UsersFile;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who may call a tunnel with {@code --access basic}. */
final class UserOptions {
    @Option(
            names = "--user",
            paramLabel = "NAME:HASH",
            converter = Converters.User.class,
            description =
                    "With --access basic: who may call, as \"tunnel-client hash-password NAME\" prints it; put it in "
                            + "single quotes. Several times, 20 at most.")
    List<BasicUser> users = new ArrayList<>();

    @Option(
            names = "--users-file",
            paramLabel = "FILE",
            description = "With --access basic: a file with such lines, read at the start.")
    @Nullable
    Path file;

    /** @throws ConfigException if the users do not fit the access, or the file cannot be used */
    List<BasicUser> of(Tunnel.Access access) throws ConfigException {
        List<BasicUser> all = new ArrayList<>(users);
        if (file != null) {
            all.addAll(UsersFile.read(file));
        }
        String problem = TunnelConfig.usersProblem(access, all, file == null ? "--user" : "--users-file");
        if (problem != null) {
            throw new ConfigException(problem);
        }
        return List.copyOf(all);
    }
}
