package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.ClientConfig;
import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.run.ClientProcess;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code http LOCAL}: one tunnel to a local web service. */
@Command(
        name = "http",
        description = "Make a local web service reachable through the server's HTTP API.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  The first time, with the line that the server's operator sent:",
            "    tunnel-client http 8001 --invite moosic-invite-1.…",
            "  From then on:",
            "    tunnel-client http 8001",
            "  A service on another machine of the home, open to browsers without a token",
            "  (needs the grant http:public):",
            "    tunnel-client http 192.168.1.10:8001 --access public",
            "  Open to browsers that know a password:",
            "    tunnel-client hash-password anna        (put what it prints into users.txt)",
            "    tunnel-client http 8001 --access basic --users-file users.txt"
        })
final class HttpCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "LOCAL",
            converter = Converters.Local.class,
            description = "The local service: a port of this machine, host:port or [IPv6]:port.")
    LocalAddress local = new LocalAddress("127.0.0.1", 1);

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "http",
            converter = Converters.Name.class,
            description = "The tunnel's name. Default: http")
    String name = "http";

    @Option(
            names = "--access",
            paramLabel = "token|basic|public",
            defaultValue = "token",
            converter = Converters.AccessMode.class,
            description = "Who may call: token (default): holders of an API token; basic: these and browsers that know "
                    + "a user's password; public: everyone, needs a grant.")
    Tunnel.Access access = Tunnel.Access.TOKEN;

    @Mixin
    UserOptions users = new UserOptions();

    @Option(
            names = "--host",
            paramLabel = "NAME",
            split = ",",
            converter = Converters.Host.class,
            description = "A further host name that leads here; needs a grant. Several times.")
    @Nullable
    List<String> hosts;

    @Mixin
    ServiceOptions service = new ServiceOptions();

    @Mixin
    RunOptions options = new RunOptions();

    private final ClientProcess process;

    HttpCommand(ClientProcess process) {
        this.process = process;
    }

    @Override
    public Integer call() throws Exception {
        TunnelConfig tunnel = new TunnelConfig(
                name,
                Tunnel.Type.HTTP,
                local,
                0,
                hosts == null ? List.of() : hosts,
                access,
                users.of(access),
                service.addresses(),
                service.proxyProtocol,
                service.connectTimeout);
        return options.run(process, ClientConfig.of(options.client.layer(), options.once, List.of(tunnel), null));
    }

    /** What http and tcp share about the local service, and who may reach it. */
    static final class ServiceOptions {
        @Option(
                names = "--allow",
                paramLabel = "NETWORK",
                split = ",",
                converter = Converters.Network.class,
                description = "Only callers from here, such as 192.0.2.0/24 or one address. Several times.")
        List<String> allow = new ArrayList<>();

        @Option(
                names = "--deny",
                paramLabel = "NETWORK",
                split = ",",
                converter = Converters.Network.class,
                description = "No callers from here; wins over --allow. Several times.")
        List<String> deny = new ArrayList<>();

        @Option(
                names = "--proxy-protocol",
                description =
                        "Begin each local connection with a PROXY protocol v2 header that tells the caller's address.")
        boolean proxyProtocol;

        @Option(
                names = "--connect-timeout",
                paramLabel = "TIME",
                defaultValue = "5s",
                converter = Converters.Time.class,
                description = "How long a connection to the local service may take. Default: 5s")
        Duration connectTimeout = TunnelConfig.DEFAULT_CONNECT_TIMEOUT;

        @Nullable
        AddressRules addresses() {
            return AddressRules.of(allow, deny);
        }
    }
}
