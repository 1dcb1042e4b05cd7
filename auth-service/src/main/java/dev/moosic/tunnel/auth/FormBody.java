package dev.moosic.tunnel.auth;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code application/x-www-form-urlencoded}, each parameter at most once (RFC 6749 §3.2). */
final class FormBody {
    static final String TYPE = "application/x-www-form-urlencoded";

    private FormBody() {}

    /**
     * The {@code token} parameter of RFC 7009 and RFC 7662.
     *
     * @throws IllegalArgumentException saying what is missing
     */
    static String token(AuthRequest request) {
        String type = request.headers().getOrDefault("content-type", "");
        if (!type.toLowerCase(Locale.ROOT).startsWith(TYPE)) {
            throw new IllegalArgumentException("expected a body of type " + TYPE);
        }
        String token = parse(request.body()).get("token");
        if (token == null || token.isEmpty()) {
            throw new IllegalArgumentException("expected the parameter token=…");
        }
        return token;
    }

    /** @throws IllegalArgumentException if it is no form, or names a parameter twice */
    static Map<String, String> parse(byte[] body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                if (parameters.put(name, equals < 0 ? "" : decode(pair.substring(equals + 1))) != null) {
                    throw new IllegalArgumentException("a parameter of the form is given twice");
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the form is not percent-encoded as it should be");
        }
    }
}
