package dev.moosic.tunnel.server.registry;

import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.testing.MySqlServer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over MySQL. */
class MySqlConnectionRegistryIT extends ConnectionRegistryContract {
    @TempDir
    static Path folder;

    private @Nullable MySqlServer mysql;

    @Override
    DatabaseSettings settings() throws Exception {
        MySqlServer server = mysql;
        if (server == null) {
            server = MySqlServer.start();
            server.create("registry");
            mysql = server;
        }
        return new DatabaseSettings(server.url("registry"), server.user(), server.password(), folder);
    }

    @Override
    int historyOperations() {
        return 2_000;
    }

    @AfterAll
    void stopMySql() throws Exception {
        if (mysql != null) {
            mysql.close();
        }
    }
}
