package dev.moosic.tunnel.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a {@link Problem} as a response. */
final class ProblemResponse {
    private static final AsciiString PROBLEM_JSON = AsciiString.cached("application/problem+json");
    private static final AsciiString NO_STORE = AsciiString.cached("no-store");
    private static final ObjectMapper JSON = new ObjectMapper();

    private ProblemResponse() {}

    /** The response, owned by whoever asked; its connection fields are left to the connection. */
    static FullHttpResponse of(Problem problem, ByteBufAllocator allocator) {
        ByteBuf body = allocator.buffer();
        body.writeBytes(json(problem));
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, problem.status(), body);
        problem.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, PROBLEM_JSON)
                .set(HttpHeaderNames.CACHE_CONTROL, NO_STORE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return response;
    }

    private static byte[] json(Problem problem) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", problem.status().reasonPhrase());
        members.put("status", problem.status().code());
        members.put("detail", problem.detail());
        try {
            return JSON.writeValueAsBytes(members);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and a number are always JSON", e);
        }
    }
}
