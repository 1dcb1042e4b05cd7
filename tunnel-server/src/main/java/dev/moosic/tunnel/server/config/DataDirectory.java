package dev.moosic.tunnel.server.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The folder of {@code --data}: this user's alone, since it holds the keys, and this process's alone, since a second
 * server would overwrite the admin credential. Locked until {@link #close} or the end of the process.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "lock";

    private final FileChannel lockFile;

    private DataDirectory(FileChannel lockFile) {
        this.lockFile = lockFile;
    }

    /**
     * Makes the folder with mode 0700 if it is missing, and locks it.
     *
     * @throws ConfigException if it cannot be made or written to, or another server uses it
     */
    public static DataDirectory open(Path directory) {
        prepare(directory);
        try {
            FileChannel lockFile =
                    FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(lockFile)) {
                lockFile.close();
                throw new ConfigException("the data folder " + directory
                        + " is in use by another tunnel server: stop that one, or choose another with --data");
            }
            return new DataDirectory(lockFile);
        } catch (IOException e) {
            throw unusable(directory, e);
        }
    }

    private static boolean isLocked(FileChannel lockFile) throws IOException {
        try {
            return lockFile.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void prepare(Path directory) {
        try {
            boolean posix =
                    directory.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, posix ? ownerOnly() : new FileAttribute<?>[0]);
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
        lockFile.close();
    }

    private static FileAttribute<?>[] ownerOnly() {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }
}
