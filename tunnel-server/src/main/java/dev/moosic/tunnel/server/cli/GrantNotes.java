package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PortRange;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What grants do not allow although a reader might think so. Pure. */
final class GrantNotes {
    private GrantNotes() {}

    /** @return {@code null} if there is nothing to say */
    static @Nullable String of(List<String> grants) {
        String ranges = Grants.parseKnown(grants).ports().stream()
                .filter(range -> range.first() < Grants.FIRST_UNPRIVILEGED_PORT && range.first() < range.last())
                .map(PortRange::toString)
                .collect(Collectors.joining(", tcp:"));
        return ranges.isEmpty()
                ? null
                : "note: tcp:" + ranges + " grants no port below " + Grants.FIRST_UNPRIVILEGED_PORT
                        + ", since a privileged port is granted by itself only, such as tcp:443";
    }
}
