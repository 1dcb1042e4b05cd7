package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The clients of this node as the database should know them. Bounded by the clients that this node has let in. */
final class HeldClients {
    /** Calls at once while claims are made good, so that those of new connects still find a thread. */
    static final int RESYNC_AT_ONCE = 4;

    private final ConcurrentMap<ClientId, HeldClient> held = new ConcurrentHashMap<>();
    private final ConnectionTable table;
    private final RegistryListener listener;
    private final BooleanSupplier mayCall;
    private final Executor pumps;

    /** @param mayCall whether the database is told at once, rather than with the next {@link #resync} */
    HeldClients(ConnectionTable table, RegistryListener listener, BooleanSupplier mayCall, Executor pumps) {
        this.table = table;
        this.listener = listener;
        this.mayCall = mayCall;
        this.pumps = pumps;
    }

    CompletableFuture<Claim> hold(Claim claim) {
        while (true) {
            HeldClient client = held.computeIfAbsent(claim.client(), id -> new HeldClient(table, listener));
            CompletableFuture<Claim> answer = client.want(claim);
            if (answer == null) {
                continue;
            }
            if (!mayCall.getAsBoolean()) {
                return CompletableFuture.completedFuture(claim);
            }
            client.sync();
            return answer;
        }
    }

    CompletableFuture<Boolean> letGo(Claim claim) {
        HeldClient client = held.get(claim.client());
        CompletableFuture<Boolean> answer = client == null ? null : client.unwant(claim);
        if (client == null || answer == null) {
            return CompletableFuture.completedFuture(false);
        }
        if (!mayCall.getAsBoolean()) {
            retire(claim.client(), client);
            return CompletableFuture.completedFuture(false);
        }
        client.sync().thenRun(() -> retire(claim.client(), client));
        return answer;
    }

    private void retire(ClientId id, HeldClient client) {
        if (client.retireIfDone()) {
            held.remove(id, client);
        }
    }

    boolean isHeld(ClientId client) {
        return held.containsKey(client);
    }

    /** Tells the owner of the session, if it is still this node's. */
    void superseded(Claim claim) {
        HeldClient client = held.get(claim.client());
        if (client != null && client.isWanted(claim)) {
            listener.superseded(claim);
        }
    }

    /** The database forgot this node: every row has to be looked after with the next {@link #resync}. */
    void rowsMayBeGone() {
        held.values().forEach(HeldClient::rowMayBeGone);
    }

    /** Makes good what the database has not heard, a few at a time; stops at the first failure. */
    void resync() {
        Iterator<ConcurrentMap.Entry<ClientId, HeldClient>> rest =
                held.entrySet().iterator();
        for (int pump = 0; pump < RESYNC_AT_ONCE; pump++) {
            pump(rest);
        }
    }

    private void pump(Iterator<ConcurrentMap.Entry<ClientId, HeldClient>> rest) {
        ConcurrentMap.Entry<ClientId, HeldClient> entry = nextToSync(rest);
        if (entry != null) {
            entry.getValue()
                    .sync()
                    .whenCompleteAsync(
                            (taken, failure) -> {
                                retire(entry.getKey(), entry.getValue());
                                if (Boolean.TRUE.equals(taken)) {
                                    pump(rest);
                                }
                            },
                            pumps);
        }
    }

    private static ConcurrentMap.@Nullable Entry<ClientId, HeldClient> nextToSync(
            Iterator<ConcurrentMap.Entry<ClientId, HeldClient>> rest) {
        synchronized (rest) {
            while (rest.hasNext()) {
                ConcurrentMap.Entry<ClientId, HeldClient> entry = rest.next();
                if (entry.getValue().next() != HeldClient.Step.NONE) {
                    return entry;
                }
            }
            return null;
        }
    }
}
