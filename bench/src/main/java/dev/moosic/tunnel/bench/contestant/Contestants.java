package dev.moosic.tunnel.bench.contestant;

import java.util.List;

/** All of them, in the order of the table. */
public final class Contestants {
    /** The one that is judged. */
    public static final String OWN = OwnTunnel.ID;

    /** Its HTTP entrance, as a column. */
    public static final String OWN_API = OwnTunnel.API;

    public static final String DIRECT = Direct.ID;
    public static final String RAW = RawRelays.ID;

    private Contestants() {}

    public static List<Contestant> all() {
        return List.of(
                new Direct(),
                new RawRelays(),
                new OwnTunnel(),
                new Rathole(),
                new Frp(false),
                new Frp(true),
                new Bore(),
                new Chisel(),
                new SshReverse(),
                new Haproxy());
    }
}
