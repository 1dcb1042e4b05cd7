package dev.moosic.tunnel.bench.contestant;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** No tunnel: the load speaks to the origin. What the machine itself can do. */
final class Direct implements Contestant {
    static final String ID = "direct";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String settings() {
        return "the load connects to the origin; plain in every row";
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
        return "";
    }

    @Override
    public List<Path> shipped(Tools tools) {
        return List.of();
    }

    @Override
    public Prepared prepare(Arena arena, Security security) {
        return way -> new Deployment(way.to(arena.origin(), arena.address()), Optional.empty(), List.of(), 0, 0, way);
    }
}
