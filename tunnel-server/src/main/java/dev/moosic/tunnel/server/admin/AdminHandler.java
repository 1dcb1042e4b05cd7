package dev.moosic.tunnel.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.auth.AuthAwayException;
import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.database.DatabaseException;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.Problem;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenRequest;
import dev.moosic.tunnel.server.net.AddressText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one request a connection. Nothing is told to who does not show the credential. On the channel's event loop. */
@ChannelHandler.Sharable
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(AdminHandler.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String CLIENTS = "/v1/clients";
    private static final int RETRY_AFTER_SECONDS = 5;

    private final AdminCredential credential;
    private final AdminApi api;
    private final Supplier<String> metrics;
    private final Audit audit;

    /**
     * @param metrics Prometheus text
     * @param audit told of who comes
     */
    AdminHandler(AdminCredential credential, AdminApi api, Supplier<String> metrics, Audit audit) {
        this.audit = audit;
        this.credential = credential;
        this.api = api;
        this.metrics = metrics;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        String address = AddressText.withoutPort(ctx.channel().remoteAddress());
        if (!credential.isShownBy(authorization)) {
            audit.decided(AuditEntry.refused(
                            AuditEvent.ADMIN, authorization.isEmpty() ? "no credential" : "another credential")
                    .address(address));
            problem(
                    ctx,
                    HttpResponseStatus.UNAUTHORIZED,
                    "expected \"Authorization: Bearer\" with the token of admin.json");
            return;
        }
        String path = new QueryStringDecoder(request.uri()).path();
        String operation = request.method() + " " + path;
        if (operation.equals("GET /metrics")) {
            // Adding up the figures of every session takes its time: elsewhere.
            CompletableFuture.supplyAsync(metrics)
                    .whenComplete((text, failure) -> ctx.executor().execute(() -> {
                        if (failure == null) {
                            write(ctx, HttpResponseStatus.OK, METRICS_TYPE, text);
                        } else {
                            failed(ctx, failure);
                        }
                    }));
            return;
        }
        Requester by = Requester.operator(address);
        audit.decided(by.in(AuditEntry.accepted(AuditEvent.ADMIN).reason(operation)));
        try {
            answer(operation, path, request, by)
                    .whenComplete((answer, failure) -> ctx.executor().execute(() -> {
                        if (failure == null) {
                            json(ctx, HttpResponseStatus.OK, answer);
                        } else {
                            failed(ctx, failure);
                        }
                    }));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            failed(ctx, e);
        }
    }

    private CompletionStage<?> answer(String operation, String path, FullHttpRequest request, Requester by)
            throws JsonProcessingException {
        String body = request.content().toString(StandardCharsets.UTF_8);
        return switch (operation) {
            case "POST /v1/invites" -> api.invite(JSON.readValue(body, InviteRequest.class), by);
            case "POST /v1/tokens" -> api.token(JSON.readValue(body, TokenRequest.class), by);
            case "POST /v1/signed-urls" -> api.signUrl(JSON.readValue(body, SignUrlRequest.class), by);
            case "POST /v1/keys" -> api.rotateKeys(by);
            case "GET /v1/ca" -> api.authority();
            case "GET " + CLIENTS -> api.clients();
            default -> answerNamed(request.method() + " ", path, body, by);
        };
    }

    /** Where the last part of the path, or the one before, is a name. */
    private CompletionStage<?> answerNamed(String method, String path, String body, Requester by)
            throws JsonProcessingException {
        String[] parts = path.split("/", -1);
        String name = parts.length < 4 ? "" : parts[3];
        String pattern = method + path.replaceFirst("^(/v1/[a-z]+)/[^/]+", "$1/*");
        return switch (pattern) {
            case "DELETE " + CLIENTS + "/*" -> api.revoke(name, by);
            case "PUT " + CLIENTS + "/*/grants" -> api.grant(name, JSON.readValue(body, GrantRequest.class), by);
            case "DELETE /v1/ports/*" -> api.releasePort(name, by);
            case "DELETE /v1/hosts/*" -> api.releaseHost(name, by);
            default -> CompletableFuture.failedFuture(new UnknownPathException());
        };
    }

    private static void failed(ChannelHandlerContext ctx, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UnknownPathException) {
            problem(
                    ctx,
                    HttpResponseStatus.NOT_FOUND,
                    "there is nothing at this path; docs/openapi.yaml names those there are");
        } else if (cause instanceof JsonProcessingException json) {
            problem(ctx, HttpResponseStatus.BAD_REQUEST, "the body is not as expected: " + json.getOriginalMessage());
        } else if (cause instanceof AdminRefusedException) {
            problem(ctx, HttpResponseStatus.CONFLICT, String.valueOf(cause.getMessage()));
        } else if (cause instanceof IllegalArgumentException) {
            problem(ctx, HttpResponseStatus.BAD_REQUEST, String.valueOf(cause.getMessage()));
        } else if (cause instanceof AuthAwayException) {
            log.warn("admin request not answered reason=\"{}\"", cause.getMessage());
            problem(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, cause.getMessage() + "; try again when it is back");
        } else if (cause instanceof DatabaseException) {
            log.warn("admin request not answered: the database is away reason=\"{}\"", cause.getMessage());
            problem(
                    ctx,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "the database is away, try again when it is back: " + cause.getMessage());
        } else {
            log.warn("admin request failed", cause);
            problem(ctx, HttpResponseStatus.SERVICE_UNAVAILABLE, String.valueOf(cause.getMessage()));
        }
    }

    private static void problem(ChannelHandlerContext ctx, HttpResponseStatus status, String detail) {
        json(ctx, status, new Problem(status.reasonPhrase(), status.code(), detail));
    }

    private static void json(ChannelHandlerContext ctx, HttpResponseStatus status, Object body) {
        try {
            String type = status.code() < 400 ? "application/json" : "application/problem+json";
            write(ctx, status, type, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of text and numbers are always JSON", e);
        }
    }

    private static void write(ChannelHandlerContext ctx, HttpResponseStatus status, String type, String body) {
        ByteBuf content = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, type)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (status.equals(HttpResponseStatus.SERVICE_UNAVAILABLE)) {
            response.headers().setInt(HttpHeaderNames.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        log.debug("admin connection failed", cause);
        ctx.close();
    }

    /** Nothing is there. */
    private static final class UnknownPathException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnknownPathException() {
            super(null, null, false, false);
        }
    }
}
