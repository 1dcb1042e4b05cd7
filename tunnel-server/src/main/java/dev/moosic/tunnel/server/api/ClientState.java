package dev.moosic.tunnel.server.api;

/** What is known of a client when a request for it arrives. */
public sealed interface ClientState {

    /** Its session is here and has an http tunnel. */
    record Connected(HttpTunnel tunnel) implements ClientState {}

    /** Its session is here, without an http tunnel. */
    record WithoutHttpTunnel() implements ClientState {}

    /** Its session lost the control connection a moment ago, and may resume. */
    record Resuming() implements ClientState {}

    /** The client exists, and is not connected. */
    record NotConnected() implements ClientState {}

    /** No such client. */
    record Unknown() implements ClientState {}

    /** Not here, and the registry that would know does not answer. */
    record RegistryAway() implements ClientState {}

    /** The same of a client that certainly exists: the registry does not know one that has never connected. */
    default ClientState ofKnownClient() {
        return this instanceof Unknown ? new NotConnected() : this;
    }
}
