package dev.moosic.tunnel.bench.contestant;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two plain Netty relays in a row, each a process: the ceiling. */
final class RawRelays implements Contestant {
    static final String ID = "raw";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String settings() {
        return "two plain Netty relays in a row (this module's RawRelay): no dial-out, no multiplexing, no authentication";
    }

    @Override
    public boolean isYardstick() {
        return true;
    }

    @Override
    public boolean isTunnel() {
        return false;
    }

    @Override
    public boolean offers(Security security) {
        return security == Security.PLAIN;
    }

    @Override
    public String absence(Tools tools) {
        return "";
    }

    @Override
    public String version(Tools tools) {
        return "Netty "
                + io.netty.util.Version.identify()
                        .getOrDefault("netty-transport", unknown())
                        .artifactVersion();
    }

    private static io.netty.util.Version unknown() {
        return io.netty.util.Version.identify().values().iterator().next();
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of();
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> Launch.run(arena, way, starter -> {
            InetSocketAddress near = arena.address();
            InetSocketAddress far = arena.address();
            InetSocketAddress between = way.to(far, arena.address());
            RunningProcess server = starter.start("raw-server", relay(arena, near, between));
            starter.awaitAccept(server, near);
            RunningProcess client = starter.start("raw-client", relay(arena, far, arena.origin()));
            starter.awaitAccept(client, far);
            return starter.awaitEcho(near, Optional.empty());
        });
    }

    private static List<String> relay(Arena arena, InetSocketAddress bind, InetSocketAddress target) {
        List<String> command = new ArrayList<>(List.of(arena.tools().java(), "-XX:+UseSerialGC", "-jar"));
        command.add(arena.tools().jar("bench").toString());
        command.addAll(List.of("raw-relay", "--port", "" + bind.getPort(), "--target-port", "" + target.getPort()));
        return command;
    }
}
