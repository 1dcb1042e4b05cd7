package dev.moosic.tunnel.bench.contestant;

import java.util.Locale;

/** What lies over the connection between the two ends of a tunnel. */
public enum Security {
    PLAIN,
    TLS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
