package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** What a {@link LocalConnection} tells the exchange on it. On the lane's event loop. */
interface LocalResponse {

    void responseHead(HttpResponse response);

    /** Takes ownership of {@code content}; a {@code LastHttpContent} ends the response. */
    void responseContent(HttpContent content);

    /** All of one read was delivered. */
    void responseReadComplete();

    /** The stream takes request bytes again, or no more for now. */
    void requestWritabilityChanged();

    /** The connection ended before the response did; told once, and nothing after it. */
    void responseBroken(CloseReason reason);
}
