package dev.moosic.tunnel.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of {@code --data}: this user's alone, since it holds the keys. */
public final class DataDirectory {
    private DataDirectory() {}

    /**
     * Makes the folder with mode 0700 if it is missing.
     *
     * @throws ConfigException if it cannot be made or written to
     */
    public static void prepare(Path directory) {
        try {
            boolean posix =
                    directory.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory, posix ? ownerOnly() : new FileAttribute<?>[0]);
            } else if (posix) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw new ConfigException(
                    "the data folder " + directory + " cannot be used: " + e + "; choose another with --data");
        }
        if (!Files.isWritable(directory)) {
            throw new ConfigException(
                    "the data folder " + directory + " cannot be written to: choose another with --data");
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        };
    }
}
