package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.origin.Origin;

/** Which way bulk flows, seen from the caller. */
public enum Direction {
    UP(Origin.SINK, true, false),
    DOWN(Origin.SOURCE, false, true),
    BOTH(Origin.BOTH, true, true);

    final byte command;
    final boolean up;
    final boolean down;

    Direction(byte command, boolean up, boolean down) {
        this.command = command;
        this.up = up;
        this.down = down;
    }
}
