package dev.moosic.tunnel.client.control;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the client calls itself in its hello, for the server's log. */
final class Agent {
    private static final @Nullable String VERSION = Agent.class.getPackage().getImplementationVersion();

    static final String NAME = "tunnel-client/" + Objects.requireNonNullElse(VERSION, "dev");

    private Agent() {}
}
