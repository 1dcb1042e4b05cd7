package dev.moosic.tunnel.server;

import dev.moosic.tunnel.protocol.transport.NettyDefaults;
import dev.moosic.tunnel.server.cli.Announcement;
import dev.moosic.tunnel.server.cli.CommandLineProgram;
import dev.moosic.tunnel.server.cli.ExitCode;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.lifecycle.StopSignals;

/** The program {@code tunnel-server.jar}. */
public final class TunnelServerMain {
    private TunnelServerMain() {}

    public static void main(String[] arguments) {
        NettyDefaults.apply();
        CommandLineProgram program =
                new CommandLineProgram(TunnelServerMain::serve, System.getenv(), System.out, System.err);
        System.exit(program.run(arguments));
    }

    private static int serve(ServerSettings settings, Announcement announcement) throws Exception {
        StopSignals signals = StopSignals.install();
        try (TunnelServer server = TunnelServer.start(settings)) {
            announcement.ready(settings, server.publicUrl(), server.adminUrl());
            signals.await();
            server.drain(settings.drain());
        }
        return ExitCode.OK;
    }
}
