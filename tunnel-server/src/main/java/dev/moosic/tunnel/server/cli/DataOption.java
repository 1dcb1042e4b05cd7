package dev.moosic.tunnel.server.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --data}, which the server and every subcommand understand. */
public final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:user.home}/.moosic-tunnel-server",
            description = "Folder of identity, embedded database and admin credential. Default: ${DEFAULT-VALUE}")
    private Path directory = Path.of(".moosic-tunnel-server");

    /** The folder; it may not exist yet. */
    public Path directory() {
        return directory;
    }
}
