package dev.moosic.tunnel.server.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as on the wire. Parameters are found by their undecoded names, and what is not taken out stays byte for byte.
 *
 * @param raw without the question mark; null if there was none
 */
record Query(@Nullable String raw) {

    /** The undecoded values of a parameter, in order; empty for one without {@code =}. */
    List<String> values(String name) {
        if (raw == null || !raw.contains(name)) {
            return List.of();
        }
        List<String> values = new ArrayList<>(1);
        for (String parameter : raw.split("&", -1)) {
            if (isNamed(parameter, name)) {
                values.add(parameter.length() == name.length() ? "" : parameter.substring(name.length() + 1));
            }
        }
        return values;
    }

    /**
     * The undecoded value of a parameter that has to be there.
     *
     * @throws ProblemException 400 if it is not there exactly once
     */
    String onlyValue(String name) throws ProblemException {
        List<String> values = values(name);
        if (values.size() != 1) {
            throw ProblemException.badRequest(name + " is given " + values.size() + " times; expected once");
        }
        return values.get(0);
    }

    /** The query without the parameters of that name; null raw if nothing is left. */
    Query without(String name) {
        if (raw == null || !raw.contains(name)) {
            return this;
        }
        StringBuilder rest = new StringBuilder(raw.length());
        boolean first = true;
        for (String parameter : raw.split("&", -1)) {
            if (isNamed(parameter, name)) {
                continue;
            }
            if (!first) {
                rest.append('&');
            }
            rest.append(parameter);
            first = false;
        }
        return new Query(first ? null : rest.toString());
    }

    private static boolean isNamed(String parameter, String name) {
        return parameter.startsWith(name)
                && (parameter.length() == name.length() || parameter.charAt(name.length()) == '=');
    }
}
