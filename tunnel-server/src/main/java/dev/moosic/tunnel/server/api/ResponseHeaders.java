package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;

/** Turns the head of a local service's response into that of ours to the caller; the body is never changed. */
final class ResponseHeaders {
    private ResponseHeaders() {}

    /** Whether the codings of the body are ours to take off: chunked and nothing else. */
    static boolean isFramingKnown(HttpResponse response) {
        List<String> codings = response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0));
    }

    /** Whether the local service keeps its connection after this response. Before {@link #prepare}. */
    static boolean keepsAlive(HttpResponse response, HttpMethod method) {
        return HttpUtil.isKeepAlive(response)
                && (hasNoBody(response, method)
                        || HttpUtil.isTransferEncodingChunked(response)
                        || response.headers().contains(HttpHeaderNames.CONTENT_LENGTH));
    }

    /**
     * Prepares the head in place.
     *
     * @return whether its body ends only with the connection, since an HTTP/1.0 caller knows no chunks
     */
    static boolean prepare(HttpResponse response, HttpMethod method, boolean callerIsHttp11) {
        HttpHeaders headers = response.headers();
        HopByHop.strip(headers);
        response.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (hasNoBody(response, method) || headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return false;
        }
        if (callerIsHttp11) {
            headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        return !callerIsHttp11;
    }

    private static boolean hasNoBody(HttpResponse response, HttpMethod method) {
        int code = response.status().code();
        return method.equals(HttpMethod.HEAD) || code == 204 || code == 304 || code == 205;
    }
}
