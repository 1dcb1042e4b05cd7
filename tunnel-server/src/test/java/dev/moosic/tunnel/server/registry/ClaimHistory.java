package dev.moosic.tunnel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Random claims, deletes and renewals by two nodes at once, and a check of what they were told: an epoch belongs to one
 * instance, later claims never have lower epochs, and in the end the highest epoch alone owns the client.
 */
final class ClaimHistory {
    private static final long SEED = 20_260_101;
    private static final int WORKERS_PER_NODE = 2;
    private static final int CLIENTS = 3;
    private static final int INSTANCES = 3;

    private record Made(Claim claim, long began, long ended) {}

    private ClaimHistory() {}

    static void check(Database a, Database b, int operations) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(2 * WORKERS_PER_NODE);
        try {
            List<Future<List<Made>>> histories = new ArrayList<>();
            for (int worker = 0; worker < 2 * WORKERS_PER_NODE; worker++) {
                ConnectionTable table =
                        worker % 2 == 0 ? new ConnectionTable(a, "node-a") : new ConnectionTable(b, "node-b");
                Random random = new Random(SEED + worker);
                histories.add(workers.submit(() -> run(table, random, operations / (2 * WORKERS_PER_NODE))));
            }
            Map<ClientId, List<Made>> byClient = new HashMap<>();
            for (Future<List<Made>> history : histories) {
                for (Made made : history.get(60, TimeUnit.SECONDS)) {
                    byClient.computeIfAbsent(made.claim().client(), id -> new ArrayList<>())
                            .add(made);
                }
            }
            assertThat(byClient).as("seed %d", SEED).hasSize(CLIENTS);
            for (Map.Entry<ClientId, List<Made>> entry : byClient.entrySet()) {
                checkEpochs(entry.getValue());
                checkOwner(new ConnectionTable(a, "node-a"), entry.getKey(), entry.getValue());
            }
        } finally {
            workers.shutdownNow();
        }
    }

    private static List<Made> run(ConnectionTable table, Random random, int operations) throws Exception {
        List<Made> history = new ArrayList<>();
        for (int i = 0; i < operations; i++) {
            Made earlier = history.isEmpty() ? null : history.get(random.nextInt(history.size()));
            int choice = random.nextInt(10);
            if (choice < 6 || earlier == null) {
                Claim asked = new Claim(
                        new ClientId("client-" + random.nextInt(CLIENTS)),
                        "instance-" + random.nextInt(INSTANCES),
                        "ws-" + Long.toHexString(random.nextLong()),
                        Claim.PENDING);
                long began = System.nanoTime();
                Claim made = table.claim(asked).get();
                history.add(new Made(made, began, System.nanoTime()));
            } else if (choice < 8) {
                table.delete(earlier.claim()).get();
            } else {
                table.renew(earlier.claim()).get();
            }
        }
        return history;
    }

    private static void checkEpochs(List<Made> history) {
        Map<Long, String> instanceOfEpoch = new HashMap<>();
        for (Made made : history) {
            String before = instanceOfEpoch.putIfAbsent(
                    made.claim().epoch(), made.claim().instance());
            assertThat(before == null || before.equals(made.claim().instance()))
                    .as("epoch %d of one instance (seed %d)", made.claim().epoch(), SEED)
                    .isTrue();
        }
        for (Made earlier : history) {
            for (Made later : history) {
                if (earlier.ended() < later.began()) {
                    assertThat(later.claim().epoch())
                            .as("%s after %s (seed %d)", later, earlier, SEED)
                            .isGreaterThanOrEqualTo(earlier.claim().epoch());
                }
            }
        }
    }

    private static void checkOwner(ConnectionTable table, ClientId client, List<Made> history) throws Exception {
        long highest =
                history.stream().mapToLong(made -> made.claim().epoch()).max().orElseThrow();
        assertThat(table.find(client).get())
                .as("owners of %s (seed %d)", client, SEED)
                .allSatisfy(connection -> assertThat(connection.epoch()).isEqualTo(highest));
        for (Made made : history) {
            if (made.claim().epoch() < highest) {
                assertThat(table.renew(made.claim()).get())
                        .as("stale renewal of %s", made)
                        .isEmpty();
            }
        }
    }
}
