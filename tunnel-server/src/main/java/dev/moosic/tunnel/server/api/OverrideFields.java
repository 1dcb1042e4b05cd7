package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Fields by which some local services take another method or path than those of the request line. A caller who may use
 * only some of either must not send them. Pure.
 */
final class OverrideFields {
    private static final Set<String> NAMES = Set.of(
            "x-http-method-override",
            "x-http-method",
            "x-method-override",
            "x-original-method",
            "x-original-url",
            "x-original-uri",
            "x-rewrite-url");

    private OverrideFields() {}

    /** @throws ProblemException 403 if one is there */
    static void refuse(HttpHeaders headers) throws ProblemException {
        Iterator<Map.Entry<CharSequence, CharSequence>> fields = headers.iteratorCharSequence();
        while (fields.hasNext()) {
            CharSequence name = fields.next().getKey();
            if (isPrivate(name)
                    && NAMES.contains(name.toString().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                throw new ProblemException(
                        Problem.forbidden("the credential is for some methods or paths only, and the field " + name
                                + " could mean others: leave it out"));
            }
        }
    }

    /** All of them begin with an X; most fields do not. */
    private static boolean isPrivate(CharSequence name) {
        return name.length() > 1 && (name.charAt(0) | 0x20) == 'x';
    }
}
