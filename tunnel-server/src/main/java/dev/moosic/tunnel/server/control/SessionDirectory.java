package dev.moosic.tunnel.server.control;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of this node by id, those that are away included, for {@code LANE} and {@code RESUME}. Any thread. */
final class SessionDirectory {
    private final Map<String, ClientSession> byId = new ConcurrentHashMap<>();

    void add(ClientSession session) {
        byId.put(session.session().id(), session);
    }

    void remove(ClientSession session) {
        byId.remove(session.session().id(), session);
    }

    @Nullable
    ClientSession find(String id) {
        return byId.get(id);
    }
}
