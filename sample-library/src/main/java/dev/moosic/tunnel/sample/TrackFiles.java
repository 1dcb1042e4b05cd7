package dev.moosic.tunnel.sample;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** {@code GET} and {@code HEAD} of a track: ranges and conditions of RFC 9110 sections 13 and 14. */
final class TrackFiles {
    /** Tracks never change, whenever their files were made. */
    private static final Instant LAST_MODIFIED = Instant.parse("2026-01-01T00:00:00Z");

    private static final String LAST_MODIFIED_FIELD =
            DateTimeFormatter.RFC_1123_DATE_TIME.format(LAST_MODIFIED.atOffset(ZoneOffset.UTC));

    private TrackFiles() {}

    static void send(ChannelHandlerContext ctx, HttpRequest request, Track track) {
        if (isUnchanged(request.headers(), track)) {
            HttpResponse response = Answers.head(request, HttpResponseStatus.NOT_MODIFIED);
            addValidators(response, track);
            ctx.write(response);
            Answers.finish(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), request);
            return;
        }
        // Java 17 has no pattern switch; ByteRange is sealed and this covers it.
        ByteRange range = range(request, track);
        if (range instanceof ByteRange.Unsatisfiable) {
            HttpResponse response = Answers.head(request, HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE);
            response.headers().set(HttpHeaderNames.CONTENT_RANGE, "bytes */" + track.bytes());
            HttpUtil.setContentLength(response, 0);
            ctx.write(response);
            Answers.finish(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), request);
        } else if (range instanceof ByteRange.Part part) {
            HttpResponse response = Answers.head(request, HttpResponseStatus.PARTIAL_CONTENT);
            response.headers()
                    .set(
                            HttpHeaderNames.CONTENT_RANGE,
                            "bytes " + part.first() + '-' + part.last() + '/' + track.bytes());
            sendBytes(ctx, request, response, track, part);
        } else {
            HttpResponse response = Answers.head(request, HttpResponseStatus.OK);
            sendBytes(ctx, request, response, track, new ByteRange.Part(0, track.bytes() - 1));
        }
    }

    private static void sendBytes(
            ChannelHandlerContext ctx, HttpRequest request, HttpResponse response, Track track, ByteRange.Part part) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "audio/wav").set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
        HttpUtil.setContentLength(response, part.length());
        addValidators(response, track);
        ctx.write(response);
        if (!request.method().equals(HttpMethod.HEAD)) {
            ctx.write(new DefaultFileRegion(track.file().toFile(), part.first(), part.length()));
        }
        Answers.finish(ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), request);
    }

    private static void addValidators(HttpResponse response, Track track) {
        response.headers()
                .set(HttpHeaderNames.ETAG, track.entityTag())
                .set(HttpHeaderNames.LAST_MODIFIED, LAST_MODIFIED_FIELD);
    }

    /** {@code If-None-Match} comes before {@code If-Modified-Since}, section 13.2.2. */
    private static boolean isUnchanged(HttpHeaders headers, Track track) {
        String tags = headers.get(HttpHeaderNames.IF_NONE_MATCH);
        if (tags != null) {
            return tags.trim().equals("*") || tags.contains(track.entityTag());
        }
        Instant since = date(headers.get(HttpHeaderNames.IF_MODIFIED_SINCE));
        return since != null && !LAST_MODIFIED.isAfter(since);
    }

    /** {@code Range} is for {@code GET} alone, and only while {@code If-Range} still holds, section 13.1.5. */
    private static ByteRange range(HttpRequest request, Track track) {
        String condition = request.headers().get(HttpHeaderNames.IF_RANGE);
        boolean holds =
                condition == null || condition.equals(track.entityTag()) || LAST_MODIFIED.equals(date(condition));
        if (!holds || !request.method().equals(HttpMethod.GET)) {
            return new ByteRange.Whole();
        }
        return ByteRange.parse(request.headers().get(HttpHeaderNames.RANGE), track.bytes());
    }

    private static @Nullable Instant date(@Nullable String field) {
        if (field == null) {
            return null;
        }
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(field));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
