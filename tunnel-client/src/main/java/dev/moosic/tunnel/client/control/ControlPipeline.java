package dev.moosic.tunnel.client.control;

import java.time.Duration;

/** Names and limits of the pipeline towards a server, from the socket up. */
final class ControlPipeline {
    /** The proxy's handshake. */
    static final String PROXY = "proxy";
    /** Takes the exceptions of the steps before the upgrade, which are told by other ways. */
    static final String OPENING = "opening";
    /** TLS. */
    static final String TLS = "tls";
    /** HTTP of one token or enrolment request. */
    static final String HTTP = "http";
    /** The WebSocket handshake; the packet codec and the hello phase come after it. */
    static final String UPGRADE = "upgrade";

    /** How long each step to the server may take. */
    static final Duration STEP_TIMEOUT = Duration.ofSeconds(10);

    private ControlPipeline() {}
}
