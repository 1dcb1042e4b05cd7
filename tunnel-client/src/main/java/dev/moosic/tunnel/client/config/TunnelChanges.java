package dev.moosic.tunnel.client.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an edit of the configuration changes. Streams that run are left alone in every case.
 *
 * @param tunnels the new set by id; a tunnel whose public side is unchanged keeps its id
 * @param unbind ids to give up
 * @param bind ids in {@code tunnels} to ask for
 */
public record TunnelChanges(Map<Long, TunnelConfig> tunnels, List<Long> unbind, List<Long> bind) {

    /** @param nextId the first id never used before in this client */
    public static TunnelChanges between(Map<Long, TunnelConfig> running, List<TunnelConfig> wanted, long nextId) {
        Map<Long, TunnelConfig> tunnels = new TreeMap<>();
        List<Long> bind = new ArrayList<>();
        long next = nextId;
        for (TunnelConfig tunnel : wanted) {
            long id = idOfSamePublicSide(running, tunnel);
            if (id == 0) {
                id = next++;
                bind.add(id);
            }
            tunnels.put(id, tunnel);
        }
        List<Long> unbind =
                running.keySet().stream().filter(id -> !tunnels.containsKey(id)).toList();
        return new TunnelChanges(tunnels, unbind, List.copyOf(bind));
    }

    public boolean isEmptyFor(Map<Long, TunnelConfig> running) {
        return tunnels.equals(running);
    }

    private static long idOfSamePublicSide(Map<Long, TunnelConfig> running, TunnelConfig wanted) {
        return running.entrySet().stream()
                .filter(entry -> !entry.getValue().differsPublicly(wanted))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(0L);
    }
}
