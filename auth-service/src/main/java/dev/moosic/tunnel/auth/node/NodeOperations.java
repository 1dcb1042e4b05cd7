package dev.moosic.tunnel.auth.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.TrustDocument;
import dev.moosic.tunnel.auth.TrustFeed;
import dev.moosic.tunnel.auth.node.NodeMessages.Clients;
import dev.moosic.tunnel.auth.node.NodeMessages.Done;
import dev.moosic.tunnel.auth.node.NodeMessages.GrantsOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.InviteLine;
import dev.moosic.tunnel.auth.node.NodeMessages.InviteOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.KeyMade;
import dev.moosic.tunnel.auth.node.NodeMessages.MoosicBoxAnswer;
import dev.moosic.tunnel.auth.node.NodeMessages.MoosicBoxQuestion;
import dev.moosic.tunnel.auth.node.NodeMessages.OneClient;
import dev.moosic.tunnel.auth.node.NodeMessages.TokenMade;
import dev.moosic.tunnel.auth.node.NodeMessages.TokenOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.UrlOrder;
import dev.moosic.tunnel.auth.node.NodeMessages.UrlSigned;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a tunnel server that showed the credential may have done: all that its own admin commands can do. */
final class NodeOperations {
    private static final AuthResponse NOT_FOUND =
            AuthResponse.problem(404, "Not found", "not_found", "there is nothing under this path");

    private final AuthService auth;
    private final TrustFeed feed;

    NodeOperations(AuthService auth, TrustFeed feed) {
        this.auth = auth;
        this.feed = feed;
    }

    /**
     * Answers a request for a path that begins with {@link NodeProtocol#PREFIX}.
     *
     * @return fails with {@link IllegalArgumentException} for what was asked wrongly, and as {@link AuthService} does
     */
    CompletableFuture<AuthResponse> handle(AuthRequest request) {
        Requester by = Requester.operator(operatorsAddress(request));
        try {
            return switch (request.method() + " " + request.path()) {
                case "GET " + NodeProtocol.TRUST -> trust(request);
                case "POST " + NodeProtocol.MOOSICBOX_TOKENS -> moosicBoxToken(read(request, MoosicBoxQuestion.class));
                case "POST " + NodeProtocol.INVITES -> invite(read(request, InviteOrder.class), by);
                case "POST " + NodeProtocol.TOKENS -> token(read(request, TokenOrder.class), by);
                case "POST " + NodeProtocol.SIGNED_URLS -> signUrl(read(request, UrlOrder.class), by);
                case "POST " + NodeProtocol.KEYS ->
                    auth.rotateKeys(by).thenApply(signsFrom -> json(new KeyMade(signsFrom.toString())));
                case "GET " + NodeProtocol.CLIENTS ->
                    auth.clients()
                            .thenApply(all -> json(
                                    new Clients(all.stream().map(OneClient::of).toList())));
                default -> ofClient(request, by);
            };
        } catch (IOException | DateTimeException | NullPointerException e) {
            // Members that are missing are null, whatever the record says.
            return CompletableFuture.failedFuture(new IllegalArgumentException("the body is not as expected"));
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Where the server says that its operator is; a server of before says nothing, then it is the server's own. */
    private static String operatorsAddress(AuthRequest request) {
        InetAddress said =
                NetUtil.createInetAddressFromIpAddressString(request.headers().getOrDefault(NodeProtocol.ADDRESS, ""));
        return (said == null ? request.address() : said).getHostAddress();
    }

    private CompletableFuture<AuthResponse> ofClient(AuthRequest request, Requester by) throws IOException {
        if (!request.path().startsWith(NodeProtocol.CLIENTS + "/")) {
            return CompletableFuture.completedFuture(NOT_FOUND);
        }
        String rest = request.path().substring(NodeProtocol.CLIENTS.length() + 1);
        boolean grants = rest.endsWith(NodeProtocol.GRANTS);
        ClientId id = new ClientId(grants ? rest.substring(0, rest.length() - NodeProtocol.GRANTS.length()) : rest);
        return switch (request.method() + (grants ? NodeProtocol.GRANTS : "")) {
            case "GET" ->
                auth.find(id)
                        .thenApply(found ->
                                found.map(client -> json(OneClient.of(client))).orElse(NOT_FOUND));
            case "DELETE" -> auth.revoke(id, by).thenApply(done -> json(new Done(done)));
            case "PUT" + NodeProtocol.GRANTS -> {
                Grants wanted = Grants.parse(read(request, GrantsOrder.class).grants());
                yield auth.changeGrants(id, wanted, by).thenApply(done -> json(new Done(done)));
            }
            default -> CompletableFuture.completedFuture(NOT_FOUND);
        };
    }

    private CompletableFuture<AuthResponse> trust(AuthRequest request) {
        String known = request.headers().get("if-none-match");
        String tag = known == null ? null : known.replaceAll("^\"|\"$", "");
        return feed.next(tag, wait(request.query())).thenApply(document -> trust(document, tag));
    }

    private static AuthResponse trust(@Nullable TrustDocument document, @Nullable String known) {
        if (document == null) {
            return AuthResponse.unavailable("the auth service has not read its keys yet");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "application/json");
        headers.put("cache-control", "no-cache");
        headers.put("etag", "\"" + document.tag() + "\"");
        return document.tag().equals(known)
                ? new AuthResponse(304, headers, new byte[0])
                : new AuthResponse(200, headers, document.json());
    }

    /** @param query {@code wait=SECONDS}; none: at once */
    private static Duration wait(@Nullable String query) {
        if (query == null) {
            return Duration.ZERO;
        }
        if (!query.matches("wait=\\d{1,3}")) {
            throw new IllegalArgumentException("the query is not wait=SECONDS");
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(query.substring("wait=".length())));
        return wait.compareTo(NodeProtocol.MAX_WAIT) > 0 ? NodeProtocol.MAX_WAIT : wait;
    }

    private CompletableFuture<AuthResponse> moosicBoxToken(MoosicBoxQuestion question) {
        return auth.findMoosicBoxToken(question.kind(), question.hash())
                .thenApply(found -> json(found.map(MoosicBoxAnswer::of).orElse(MoosicBoxAnswer.UNKNOWN)));
    }

    private CompletableFuture<AuthResponse> invite(InviteOrder order, Requester by) {
        return auth.createInvite(
                        new ClientId(order.clientId()),
                        Grants.parse(order.grants()),
                        Duration.parse(order.lifetime()),
                        order.servers(),
                        order.pin(),
                        by)
                .thenApply(invite -> json(new InviteLine(invite.line())));
    }

    private CompletableFuture<AuthResponse> token(TokenOrder order, Requester by) {
        return auth.issueApiToken(order.toTerms(), by)
                .thenApply(made -> json(new TokenMade(
                        made.token(), made.tokenId(), made.expiresAt().toString())));
    }

    private CompletableFuture<AuthResponse> signUrl(UrlOrder order, Requester by) {
        ClientId client = order.clientId() == null ? null : new ClientId(order.clientId());
        return auth.signUrl(order.url(), client, Duration.parse(order.lifetime()), by)
                .thenApply(signed ->
                        json(new UrlSigned(signed.url(), signed.expiresAt().toString())));
    }

    private static <T> T read(AuthRequest request, Class<T> type) throws IOException {
        T read = NodeProtocol.JSON.readValue(request.body(), type);
        if (read == null) {
            throw new IOException("null");
        }
        return read;
    }

    private static AuthResponse json(Object answer) {
        try {
            String text = NodeProtocol.JSON.writeValueAsString(answer);
            return new AuthResponse(
                    200,
                    Map.of("content-type", "application/json", "cache-control", "no-store"),
                    text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of text and numbers are always JSON", e);
        }
    }
}
