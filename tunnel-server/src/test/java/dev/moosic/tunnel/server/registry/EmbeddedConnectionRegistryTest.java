package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.nio.file.Path;
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
}
