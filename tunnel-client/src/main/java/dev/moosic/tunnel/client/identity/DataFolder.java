package dev.moosic.tunnel.client.identity;

import dev.moosic.tunnel.client.config.ConfigException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds a client's identity: of mode 0700 wherever that can be set, and locked against a second process as long as it is open.
 */
public final class DataFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final String DEFAULT_NAME = ".moosic-tunnel";

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** {@code ~/.moosic-tunnel}. */
    public static Path defaultPath() {
        return Path.of(Objects.requireNonNullElse(System.getProperty("user.home"), "."), DEFAULT_NAME);
    }

    /** {@code path} with a leading {@code ~/} replaced by the home folder. */
    public static Path expanded(Path path) {
        return path.startsWith("~")
                ? Objects.requireNonNull(defaultPath().getParent())
                        .resolve(Path.of("~").relativize(path))
                : path;
    }

    /** @throws ConfigException if the folder cannot be made or is in use by another process */
    public static DataFolder open(Path path) throws ConfigException {
        try {
            if (!Files.isDirectory(path)) {
                create(path);
            } else if (isPosix(path)) {
                closeToOthers(path);
            }
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                    ownerOnly(path, "rw-------"));
            if (!lock(channel)) {
                channel.close();
                throw new ConfigException(
                        "data folder " + path
                                + " is in use by another tunnel client; stop it, or give this one its own --data DIR and invite");
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new ConfigException(
                    "data folder " + path + " cannot be used: " + e + "; name one that can be written with --data DIR");
        }
    }

    private static void create(Path path) throws IOException {
        Files.createDirectories(path, ownerOnly(path, "rwx------"));
    }

    /** Another's folder, as in a container, is used as it is. */
    private static void closeToOthers(Path path) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            log.warn(
                    "data folder may be open to others, its mode cannot be set folder={} reason=\"{}\"",
                    path,
                    e.toString());
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Nothing where the file system has no such permissions. */
    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Gives the lock up. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
