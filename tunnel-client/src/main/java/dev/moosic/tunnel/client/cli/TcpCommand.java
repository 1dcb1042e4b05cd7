package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.run.ClientProcess;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tcp LOCAL}: one tunnel from a port of the server to a local service. */
@Command(
        name = "tcp",
        description = "Make a local TCP service reachable at a port of the server.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  SSH to this machine at port 20022 of the server:",
            "    tunnel-client tcp 22 --remote-port 20022",
            "    ssh -p 20022 user@tunnel.example.com",
            "  Any free port, for a database on another machine of the home:",
            "    tunnel-client tcp 192.168.1.20:5432"
        })
final class TcpCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "LOCAL",
            converter = Converters.Local.class,
            description = "The local service: a port of this machine, host:port or [IPv6]:port.")
    LocalAddress local = new LocalAddress("127.0.0.1", 1);

    @Option(
            names = "--remote-port",
            paramLabel = "PORT",
            defaultValue = "0",
            converter = Converters.RemotePort.class,
            description = "The server's port. Default: 0, any free one that is granted.")
    int remotePort;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "tcp",
            converter = Converters.Name.class,
            description = "The tunnel's name. Default: tcp")
    String name = "tcp";

    @Mixin
    HttpCommand.ServiceOptions service = new HttpCommand.ServiceOptions();

    @Mixin
    RunOptions options = new RunOptions();

    private final ClientProcess process;

    TcpCommand(ClientProcess process) {
        this.process = process;
    }

    @Override
    public Integer call() throws Exception {
        TunnelConfig tunnel = new TunnelConfig(
                name,
                Tunnel.Type.TCP,
                local,
                remotePort,
                List.of(),
                Tunnel.Access.TOKEN,
                List.of(),
                service.addresses(),
                service.proxyProtocol,
                service.connectTimeout);
        return options.run(process, ClientConfig.of(options.client.layer(), options.once, List.of(tunnel), null));
    }
}
