package dev.moosic.tunnel.server.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.auth.database.DatabaseStatus;
import dev.moosic.tunnel.protocol.identity.ClientId;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract over the embedded database. */
class EmbeddedConnectionRegistryTest extends ConnectionRegistryContract {
    @TempDir
    static Path folder;

    @Override
    DatabaseSettings settings() {
        return DatabaseSettings.embedded(folder);
    }

    @Override
    int historyOperations() {
        return 2_000;
    }

    @Test
    void aDatabaseThatIsAwayFromTheStartHoldsNoReservationUp() {
        Node node = new Node("node-c", URI.create("ws://node-c.example"));
        DatabaseSettings nobodyThere = new DatabaseSettings("jdbc:mysql://127.0.0.1:1/tunnel", null, null, folder);
        try (Database database = Database.open(nobodyThere);
                ReconcilingConnectionRegistry registry =
                        ReconcilingConnectionRegistry.start(database, node, claim -> {})) {
            await().until(() -> database.status().state() == DatabaseStatus.State.AWAY);
            assertThat(registry.reservePort(new ClientId("early"), "ssh", 20_001)
                            .toCompletableFuture())
                    .isCompletedExceptionally();
        }
    }
}
