package dev.moosic.tunnel.auth.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
    @TempDir
    Path temporary;

    private static Database opened(DatabaseSettings settings) throws Exception {
        Database database = Database.open(settings);
        database.migrate("db/database-test", "test_history").get(20, TimeUnit.SECONDS);
        return database;
    }

    @Test
    void embeddedDatabaseKeepsWhatWasWrittenAndIsForItsOwnerOnly() throws Exception {
        Path folder = temporary.resolve("data");
        try (Database database = opened(DatabaseSettings.embedded(folder))) {
            database.call(handle -> handle.execute("INSERT INTO notes(id, text) VALUES (1, 'ä')"))
                    .get();
        }
        try (Database database = opened(DatabaseSettings.embedded(folder))) {
            String text = database.call(handle -> handle.select("SELECT text FROM notes WHERE id = 1")
                            .mapTo(String.class)
                            .one())
                    .get();
            assertThat(text).isEqualTo("ä");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files)
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void whatWasAnsweredOutlivesAProcessThatIsKilled() throws Exception {
        Path folder = temporary.resolve("live");
        Path left = Files.createDirectory(temporary.resolve("left"));
        try (Database database = opened(DatabaseSettings.embedded(folder))) {
            for (int id = 1; id <= 5; id++) {
                int written = id;
                database.call(handle -> handle.execute("INSERT INTO notes (id, text) VALUES (?, 'x')", written))
                        .get();
                Path file = Path.of("database.mv.db");
                Files.copy(folder.resolve(file), left.resolve(file), StandardCopyOption.REPLACE_EXISTING);
                try (Database found = opened(DatabaseSettings.embedded(left))) {
                    assertThat(found.call(handle -> handle.select("SELECT MAX(id) FROM notes")
                                            .mapTo(Integer.class)
                                            .one())
                                    .get())
                            .isEqualTo(written);
                }
            }
        }
    }

    @Test
    void twoLocationsKeepHistoriesOfTheirOwn() throws Exception {
        try (Database database = opened(DatabaseSettings.embedded(temporary))) {
            database.migrate("db/database-test-second", "second_history").get(20, TimeUnit.SECONDS);
            int rows = database.call(handle -> handle.select("SELECT COUNT(*) FROM others")
                            .mapTo(Integer.class)
                            .one())
                    .get();
            assertThat(rows).isZero();
            assertThat(database.status().isAvailable()).isTrue();
        }
    }

    @Test
    void callOnAnEventLoopIsRefused() throws Exception {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (Database database = opened(DatabaseSettings.embedded(temporary))) {
            assertThatThrownBy(() -> loops.submit(() -> database.dataSource().getConnection())
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("event-loop thread");
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void statusFollowsTheCalls() throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        try (Database database = Database.open(DatabaseSettings.embedded(temporary), pool -> () -> {
            if (down.get()) {
                throw new SQLException("injected failure", "08001");
            }
            return pool.openConnection();
        })) {
            assertThat(database.status().state()).isEqualTo(DatabaseStatus.State.OPENING);
            assertThatThrownBy(() -> database.call(handle -> 1).get())
                    .hasCauseInstanceOf(DatabaseException.class)
                    .hasMessageContaining("not ready");
            database.migrate("db/database-test", "test_history").get(20, TimeUnit.SECONDS);
            assertThat(database.call(handle -> 1).get()).isEqualTo(1);

            down.set(true);
            assertThatThrownBy(() -> database.call(handle -> 1).get()).hasCauseInstanceOf(DatabaseException.class);
            assertThat(database.status().state()).isEqualTo(DatabaseStatus.State.AWAY);
            assertThat(database.status().problem()).contains("injected");

            down.set(false);
            assertThat(database.call(handle -> 1).get()).isEqualTo(1);
            assertThat(database.status().isAvailable()).isTrue();
        }
    }

    @Test
    void workThatFailsItselfIsNoFailureOfTheDatabase() throws Exception {
        try (Database database = opened(DatabaseSettings.embedded(temporary))) {
            assertThatThrownBy(() -> database.call(handle -> {
                                throw new IllegalStateException("a key that cannot be read");
                            })
                            .get())
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a key that cannot be read");
            assertThat(database.status().isAvailable()).isTrue();
            assertThatThrownBy(() -> database.call(handle -> handle.execute("NO SUCH STATEMENT"))
                            .get())
                    .hasCauseInstanceOf(DatabaseException.class);
            assertThat(database.status().state()).isEqualTo(DatabaseStatus.State.AWAY);
        }
    }

    @Test
    void deadlockIsRunAgain() throws Exception {
        try (Database database = opened(DatabaseSettings.embedded(temporary))) {
            AtomicInteger attempts = new AtomicInteger();
            int answer = database.call(handle -> {
                        if (attempts.incrementAndGet() < 3) {
                            throw new SQLException("deadlock", "40001");
                        }
                        return attempts.get();
                    })
                    .get();
            assertThat(answer).isEqualTo(3);
        }
    }

    @Test
    void folderInUseByAnotherProcessIsNamed() throws Exception {
        opened(DatabaseSettings.embedded(temporary)).close();
        // H2 holds this lock while the database is open.
        try (FileChannel channel = FileChannel.open(temporary.resolve("database.mv.db"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock();
                Database second = Database.open(DatabaseSettings.embedded(temporary))) {
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() ->
                            second.migrate("db/database-test", "test_history").get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void descriptionNamesNoSecret() {
        DatabaseSettings settings = new DatabaseSettings(
                "jdbc:mysql://me:secret@db.example.com/tunnel?password=secret", null, "secret", Path.of("."));
        assertThat(settings.toString()).isEqualTo("jdbc:mysql://db.example.com/tunnel");
        assertThatThrownBy(
                        () -> new DatabaseSettings("jdbc:postgresql://x/y?password=secret", null, null, Path.of(".")))
                .hasMessageContaining("jdbc:mysql://")
                .hasMessageNotContaining("secret");
    }
}
