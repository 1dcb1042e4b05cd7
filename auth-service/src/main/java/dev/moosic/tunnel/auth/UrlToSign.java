package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.MediaUrl;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A URL as an operator gives it, and the request that will be made with it.
 *
 * @param text what to append the signature to
 */
record UrlToSign(String text, MediaUrl request) {
    private static final String TUNNEL_PATH = "/t/";

    /**
     * @param named the client, for a URL that names it by its host name; null: the URL says it
     * @throws IllegalArgumentException if it is no such URL, or the names disagree
     */
    static UrlToSign parse(String url, @Nullable ClientId named) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "not a URL: " + e.getReason() + "; spaces and other special characters must be percent-encoded", e);
        }
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException(
                    "expected http://HOST/PATH?clientId=ID or https://HOST/PATH?clientId=ID");
        }
        if (uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a URL to sign has no fragment (#…) and no user (…@)");
        }
        if (!values(uri.getRawQuery(), MediaUrl.PARAMETER).isEmpty()) {
            throw new IllegalArgumentException("the URL is signed already: give it without \"signature\"");
        }
        boolean noPath = uri.getRawPath().isEmpty();
        String path = noPath ? "/" : uri.getRawPath();
        String query = uri.getRawQuery();
        String text = uri.getScheme() + "://" + uri.getRawAuthority() + path + (query == null ? "" : "?" + query);
        return new UrlToSign(text, new MediaUrl(uri.getRawAuthority(), client(path, query, named), path, query));
    }

    String withSignature(String signature) {
        String separator = request.query() == null ? "?" : "&";
        return text + separator + MediaUrl.PARAMETER + "=" + signature;
    }

    private static ClientId client(String path, @Nullable String query, @Nullable ClientId named) {
        List<String> names = new ArrayList<>(values(query, "clientId"));
        if (path.startsWith(TUNNEL_PATH)) {
            String rest = path.substring(TUNNEL_PATH.length());
            names.add(rest.indexOf('/') < 0 ? rest : rest.substring(0, rest.indexOf('/')));
        }
        if (named != null) {
            names.add(named.value());
        }
        if (names.isEmpty()) {
            throw new IllegalArgumentException(
                    "the URL names no client: add clientId=ID to its query, or name the client");
        }
        if (names.stream().distinct().count() > 1) {
            throw new IllegalArgumentException("the URL names several clients: leave one");
        }
        return new ClientId(names.get(0));
    }

    private static List<String> values(@Nullable String query, String name) {
        if (query == null) {
            return List.of();
        }
        return List.of(query.split("&", -1)).stream()
                .filter(parameter -> parameter.equals(name) || parameter.startsWith(name + "="))
                .map(parameter -> parameter.substring(Math.min(parameter.length(), name.length() + 1)))
                .toList();
    }
}
