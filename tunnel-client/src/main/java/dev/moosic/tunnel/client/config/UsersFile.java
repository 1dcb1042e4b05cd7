package dev.moosic.tunnel.client.config;

import dev.moosic.tunnel.protocol.packet.BasicUser;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Users of a tunnel, one {@code NAME:HASH} a line; empty lines and lines that begin with {@code #} say nothing. */
public final class UsersFile {
    private static final int MAX_BYTES = 65_536;

    private UsersFile() {}

    /** @throws ConfigException naming file and line, quoting neither */
    public static List<BasicUser> read(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; is this the right file?");
            }
            return parse(file, Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file; it should hold a line NAME:HASH for each user");
        } catch (MalformedInputException e) {
            throw new ConfigException(file + ": not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    private static List<BasicUser> parse(Path file, List<String> lines) throws ConfigException {
        List<BasicUser> users = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                users.add(TunnelConfig.parseUser(line));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(file + ":" + (i + 1) + ": " + e.getMessage());
            }
        }
        return users;
    }
}
