package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    Path temporary;

    @Test
    void oneHasTheFolderUntilItIsClosed() throws IOException {
        Path folder = temporary.resolve("made");
        FolderLock first = Objects.requireNonNull(FolderLock.tryLock(folder));
        assertThat(FolderLock.tryLock(folder)).isNull();
        first.close();
        Objects.requireNonNull(FolderLock.tryLock(folder)).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("lock"))))
                .isEqualTo("rw-------");
    }
}
