package dev.moosic.tunnel.client.identity;

import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.protocol.identity.FolderLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that holds a client's identity: of mode 0700 wherever that can be set, and locked against a second process
 * as long as it is open.
 */
public final class DataFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    private static final String DEFAULT_NAME = ".moosic-tunnel";

    private final Path path;
    private final FolderLock lock;

    private DataFolder(Path path, FolderLock lock) {
        this.path = path;
        this.lock = lock;
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
            if (Files.isDirectory(path)) {
                closeToOthers(path);
            }
            FolderLock lock = FolderLock.tryLock(path);
            if (lock == null) {
                throw new ConfigException(
                        "data folder " + path
                                + " is in use by another tunnel client; stop it, or give this one its own --data DIR and invite");
            }
            return new DataFolder(path, lock);
        } catch (IOException e) {
            throw new ConfigException(
                    "data folder " + path + " cannot be used: " + e + "; name one that can be written with --data DIR");
        }
    }

    /** Another's folder, as in a container, is used as it is. */
    private static void closeToOthers(Path path) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            log.warn(
                    "data folder may be open to others, its mode cannot be set folder={} reason=\"{}\"",
                    path,
                    e.toString());
        }
    }

    public Path path() {
        return path;
    }

    /** Gives the lock up. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
