package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;

/** Told of every exchange: the access log and the metrics. Any event loop; must not block. */
public interface ExchangeObserver {

    /** Nobody looks. */
    ExchangeObserver NONE = new ExchangeObserver() {
        @Override
        public void bytes(ClientId client, long fromCaller, long toCaller) {}

        @Override
        public void ended(ExchangeReport report) {}
    };

    /** So many more bytes flow. */
    void bytes(ClientId client, long fromCaller, long toCaller);

    /**
     * A caller was not let in: it showed no credential, a bad one, or one that does not reach so far.
     *
     * @param address the caller's, without port
     */
    default void callerRefused(ClientId client, String address, String reason) {}

    /** Once for each request that named a client, at the end of it. */
    void ended(ExchangeReport report);
}
