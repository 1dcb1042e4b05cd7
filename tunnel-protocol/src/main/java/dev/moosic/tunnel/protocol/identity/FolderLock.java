package dev.moosic.tunnel.protocol.identity;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A data folder as one process's alone: a second one would overwrite the credential in it. Held until {@link #close} or the
 * end of the process.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = "lock";

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /**
     * Locks a folder, which is made (0700) if it does not exist.
     *
     * @return null: another process has it, or another part of this one
     */
    public static @Nullable FolderLock tryLock(Path folder) throws IOException {
        PrivateFile.makeFolder(folder);
        FileChannel file = FileChannel.open(
                folder.resolve(NAME),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PrivateFile.ownerOnly(folder));
        if (isLocked(file)) {
            return new FolderLock(file);
        }
        file.close();
        return null;
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
