package dev.moosic.tunnel.server.api;

/** The names of all handlers in this package's pipelines. */
final class HandlerNames {
    /** Public channel. */
    static final String TLS = "tls";

    static final String REQUEST_DECODER = "request-decoder";
    static final String RESPONSE_ENCODER = "response-encoder";
    static final String CALLER = "caller";

    /** Stream to the local service. */
    static final String WATCH = "watch";

    static final String RESPONSE_DECODER = "response-decoder";
    static final String REQUEST_ENCODER = "request-encoder";
    static final String LOCAL = "local";

    private HandlerNames() {}
}
