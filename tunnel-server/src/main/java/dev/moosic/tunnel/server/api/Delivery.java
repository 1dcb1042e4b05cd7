package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;

/** How an answer gets to its caller (seeds: data stream request, data blocking request). On the lane's event loop. */
interface Delivery {

    /** The header says which; this is its name. */
    String HEADER = "x-tunnel-delivery";

    void head(HttpResponse response);

    /** Takes ownership; a {@code LastHttpContent} ends the answer. */
    void content(HttpContent content);

    /** All of one read was delivered; {@code rawBytes} is what it took on the stream. */
    void readComplete(int rawBytes);

    /** The caller takes bytes again, or no more for now. */
    void callerWritabilityChanged();

    /** Whether the caller has seen any of the answer: then an error can only cut it off. */
    boolean isCommitted();

    /** Ends it before its time; releases everything. */
    void cancel();
}
