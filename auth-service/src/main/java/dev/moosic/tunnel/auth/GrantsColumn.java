package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.identity.Grants;
import java.util.List;

/** Grants in a column: their text, joined by spaces. */
final class GrantsColumn {
    private GrantsColumn() {}

    static Grants read(String column) {
        return Grants.parse(column.isEmpty() ? List.of() : List.of(column.split(" ")));
    }

    static String write(Grants grants) {
        return String.join(" ", grants.toList());
    }
}
