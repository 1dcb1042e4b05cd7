package dev.moosic.tunnel.server.config;

import dev.moosic.tunnel.protocol.identity.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of {@code --data}: this user's alone, since it holds the keys, and this process's alone, since a second
 * server would overwrite the admin credential. Locked until {@link #close} or the end of the process.
 */
public final class DataDirectory implements AutoCloseable {
    private final FolderLock lock;

    private DataDirectory(FolderLock lock) {
        this.lock = lock;
    }

    /**
     * Makes the folder with mode 0700 if it is missing, and locks it.
     *
     * @throws ConfigException if it cannot be made or written to, or another server uses it
     */
    public static DataDirectory open(Path directory) {
        prepare(directory);
        try {
            FolderLock lock = FolderLock.tryLock(directory);
            if (lock == null) {
                throw new ConfigException("the data folder " + directory
                        + " is in use by another tunnel server: stop that one, or choose another with --data");
            }
            return new DataDirectory(lock);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    /**
     * Makes the folder, or a folder in it, with mode 0700.
     *
     * @throws ConfigException if it cannot be made or written to
     */
    public static void prepare(Path directory) {
        try {
            boolean posix = isPosix(directory);
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, posix ? ownerOnly("rwx------") : new FileAttribute<?>[0]);
            } else if (posix) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        if (!Files.isWritable(directory)) {
            throw new ConfigException(
                    "the data folder " + directory + " cannot be written to: choose another with --data");
        }
    }

    private static ConfigException unusable(Path directory, IOException cause) {
        return new ConfigException(
                "the data folder " + directory + " cannot be used: " + cause + "; choose another with --data");
    }

    /** Gives the lock up. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean isPosix(Path directory) {
        return directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] ownerOnly(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
