package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What a request has to keep to beyond its grammar: every way in which two HTTP implementations could disagree on where
 * it ends (RFC 9112 section 11.2) is refused, never repaired.
 */
final class RequestRules {
    /** So that a body's length fits into a long. */
    private static final int MAX_LENGTH_DIGITS = 18;

    private RequestRules() {}

    /** @throws ProblemException if the request must be refused, and the connection closed after it */
    static void check(HttpRequest request) throws ProblemException {
        DecoderResult result = request.decoderResult();
        if (result.isFailure()) {
            throw new ProblemException(unreadable(result.cause()));
        }
        if (!request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                && !request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            throw new ProblemException(Problem.of(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "the request is of " + request.protocolVersion().text() + "; expected HTTP/1.1"));
        }
        if (request.method().equals(HttpMethod.CONNECT)) {
            throw new ProblemException(Problem.of(
                    HttpResponseStatus.METHOD_NOT_ALLOWED,
                    "CONNECT is not served here: ask for a path with GET, POST …"));
        }
        checkFraming(request);
    }

    /** Whether a body follows the head. Only of a request that passed {@link #check}. */
    static boolean hasBody(HttpRequest request) {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || length != null && Long.parseLong(length) > 0;
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Problem.of(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long: " + cause.getMessage());
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Problem.of(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "the header is too large: " + cause.getMessage());
        }
        return Problem.badRequest(
                "the request is not well-formed HTTP/1.1: check its request line, the names, values and"
                        + " line ends of its fields, and that Content-Length is one number without a Transfer-Encoding beside it");
    }

    private static void checkFraming(HttpRequest request) throws ProblemException {
        HttpHeaders headers = request.headers();
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (lengths.size() > 1 || lengths.size() == 1 && !isLength(lengths.get(0))) {
            throw ProblemException.badRequest("the Content-Length is not one decimal number");
        }
        if (codings.size() > 1
                || codings.size() == 1 && !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
            throw ProblemException.badRequest("the Transfer-Encoding is not \"chunked\", the only one served");
        }
        if (!codings.isEmpty() && !lengths.isEmpty()) {
            throw ProblemException.badRequest("the request has both Content-Length and Transfer-Encoding");
        }
        if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)
                || headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY2)) {
            throw ProblemException.badRequest("this WebSocket draft has a body without a length; expected RFC 6455");
        }
        if (headers.contains(HttpHeaderNames.UPGRADE) && hasBody(request)) {
            throw ProblemException.badRequest("a request to upgrade has a body; expected none");
        }
        checkNames(headers);
    }

    private static boolean isLength(String value) {
        return !value.isEmpty()
                && value.length() <= MAX_LENGTH_DIGITS
                && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Some servers read an underscore as a hyphen: a framing field in that disguise is refused. */
    private static void checkNames(HttpHeaders headers) throws ProblemException {
        for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence(); i.hasNext(); ) {
            CharSequence name = i.next().getKey();
            if (AsciiString.indexOf(name, '_', 0) >= 0) {
                String plain = name.toString().replace('_', '-');
                if (HttpHeaderNames.CONTENT_LENGTH.contentEqualsIgnoreCase(plain)
                        || HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(plain)) {
                    throw ProblemException.badRequest("the field " + name + " looks like " + plain);
                }
            }
        }
    }
}
