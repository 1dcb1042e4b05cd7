package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpStatusClass;

/** Writes responses to a caller; knows whether the request at hand was HEAD, whose response has no body. */
final class ResponseEncoder extends HttpResponseEncoder {
    private boolean head;

    /** Called with each request, before its response is written. */
    void requestIsHead(boolean isHead) {
        head = isHead;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return head
                || response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                || super.isContentAlwaysEmpty(response);
    }
}
