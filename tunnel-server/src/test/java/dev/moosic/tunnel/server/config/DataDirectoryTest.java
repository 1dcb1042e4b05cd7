package dev.moosic.tunnel.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void isMadeForItsOwnerAlone() throws IOException {
        Path data = folder.resolve("a").resolve("b");
        try (DataDirectory opened = DataDirectory.open(data)) {
            assertThat(opened).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aSecondServerIsRefusedUntilTheFirstIsClosed() throws IOException {
        try (DataDirectory first = DataDirectory.open(folder)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> DataDirectory.open(folder))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("in use by another tunnel server")
                    .hasMessageContaining("--data");
        }
        DataDirectory.open(folder).close();
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot be used");
    }
}
