package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpContent;

/**
 * Whoever serves the request at hand of a {@link CallerConnection}, from its head to the end of the response. On the
 * channel's event loop.
 */
interface CallerRequest {

    /** @throws ProblemException if the request is refused at once */
    void start() throws ProblemException;

    /** Whether contents may be handed over; until then they wait, and nothing is read. */
    boolean acceptsContent();

    /** Whether more should be read from the caller. */
    boolean wantsContent();

    /** Takes ownership; a {@code LastHttpContent} ends the request. */
    void content(HttpContent content);

    /** All of one read was handed over. */
    void contentReadComplete();

    /** The body broke its framing: the request is void. */
    void contentBroken();

    /** The caller takes response bytes again, or no more for now. */
    void callerWritabilityChanged();

    /** The caller went away before its response ended: whatever is being done for it ends at once. */
    void callerGone();
}
