/**
 * The public port's HTTP side: what a caller sent is parsed, routed, authorised, and relayed as a new request over a
 * stream to the client's local service. One {@code CallerConnection} a channel, one {@code Exchange} a request;
 * everything of one exchange lives on the event loop of the stream's lane.
 */
@NullMarked
package dev.moosic.tunnel.server.api;

import org.jspecify.annotations.NullMarked;
