package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.config.ServerSettings;

/** Runs a server until it is told to stop. */
@FunctionalInterface
public interface ServerRunner {

    /**
     * Returns when the server has stopped.
     *
     * @param announcement told once, when the listeners accept
     * @return an {@link ExitCode}
     * @throws dev.moosic.tunnel.server.config.ConfigException if the settings cannot be used on this machine
     */
    int run(ServerSettings settings, Announcement announcement) throws Exception;
}
