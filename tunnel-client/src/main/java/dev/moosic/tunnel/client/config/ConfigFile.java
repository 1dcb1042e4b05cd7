package dev.moosic.tunnel.client.config;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code tunnel.yaml}: the settings of a client and its tunnels. Every error names file and line.
 *
 * @param layer the settings that the command line and the environment may override
 * @param tunnels at least one
 */
public record ConfigFile(ConfigLayer layer, List<TunnelConfig> tunnels) {
    private static final int MAX_BYTES = 1_048_576;
    private static final List<String> KEYS = List.of(
            "server",
            "servers",
            "invite",
            "data",
            "proxy",
            "insecure",
            "tls-cert",
            "tls-key",
            "mask",
            "connect-timeout",
            "log-level",
            "tunnels");
    private static final List<String> TUNNEL_KEYS = List.of(
            "name",
            "type",
            "local",
            "remote-port",
            "host",
            "hosts",
            "access",
            "users",
            "allow",
            "deny",
            "proxy-protocol",
            "connect-timeout");

    /** @throws ConfigException if the file cannot be read or is not valid in any part */
    public static ConfigFile read(Path file) throws ConfigException {
        return parse(file.toString(), text(file));
    }

    /**
     * What the file says, for {@link #parse}.
     *
     * @throws ConfigException if it cannot be read
     */
    public static String text(Path file) throws ConfigException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; is this the right file?");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file; name it with --config FILE");
        } catch (MalformedInputException e) {
            throw new ConfigException(file + ": not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * Depends on nothing but {@code text}.
     *
     * @param file its name, for errors
     * @throws ConfigException if it is not valid in any part
     */
    public static ConfigFile parse(String file, String text) throws ConfigException {
        YamlMapping root = YamlMapping.parse(file, text);
        root.allow(KEYS);
        ConfigLayer layer = new ConfigLayer(
                servers(root),
                root.value("invite", value -> value),
                root.value("data", Path::of),
                root.value("proxy", ProxyAddress::parse),
                root.flag("insecure"),
                root.value("tls-cert", Path::of),
                root.value("tls-key", Path::of),
                root.choice("mask", Mask.class),
                root.choice("log-level", LogLevel.class));
        @Nullable Duration connectTimeout = root.value("connect-timeout", DurationText::parse);
        return new ConfigFile(
                layer, tunnels(root, connectTimeout == null ? TunnelConfig.DEFAULT_CONNECT_TIMEOUT : connectTimeout));
    }

    private static @Nullable List<ServerAddress> servers(YamlMapping root) throws ConfigException {
        if (root.has("server") && root.has("servers")) {
            throw root.error("servers", "give either \"server\" or \"servers\", not both");
        }
        String key = root.has("server") ? "server" : "servers";
        List<ServerAddress> servers = root.values(key, ServerAddress::parse);
        return servers.isEmpty() ? null : servers;
    }

    private static List<TunnelConfig> tunnels(YamlMapping root, Duration connectTimeout) throws ConfigException {
        List<TunnelConfig> tunnels = new ArrayList<>();
        Set<String> names = new HashSet<>();
        @Nullable TunnelConfig unnamed = null;
        for (YamlMapping entry : root.mappings("tunnels")) {
            TunnelConfig tunnel = tunnel(entry, connectTimeout);
            if (!names.add(tunnel.name())) {
                throw entry.error("name", "a tunnel named \"" + tunnel.name() + "\" is already defined above");
            }
            if (tunnel.type() == Tunnel.Type.HTTP && tunnel.hosts().isEmpty()) {
                if (unnamed != null) {
                    throw entry.error(
                            "type",
                            "http tunnel \"" + unnamed.name()
                                    + "\" answers for the client already, so that nothing would reach \""
                                    + tunnel.name() + "\"; give one of them \"hosts:\"");
                }
                unnamed = tunnel;
            }
            tunnels.add(tunnel);
        }
        if (tunnels.isEmpty()) {
            throw root.error("tunnels", "no tunnels; define at least one under \"tunnels:\"");
        }
        if (tunnels.size() > ProtocolLimits.MAX_TUNNELS) {
            throw root.error(
                    "tunnels", tunnels.size() + " tunnels; at most " + ProtocolLimits.MAX_TUNNELS + " are possible");
        }
        return List.copyOf(tunnels);
    }

    private static TunnelConfig tunnel(YamlMapping entry, Duration connectTimeout) throws ConfigException {
        entry.allow(TUNNEL_KEYS);
        Tunnel.Type type = entry.required("type", entry.choice("type", Tunnel.Type.class));
        LocalAddress local = entry.required("local", entry.value("local", LocalAddress::parse));
        String name = entry.required("name", entry.value("name", TunnelConfig::checkName));
        if (type == Tunnel.Type.TCP) {
            entry.refuse("host", "only an http tunnel has host names");
            entry.refuse("hosts", "only an http tunnel has host names");
            entry.refuse("access", "only an http tunnel has access; a tcp port is open to whoever reaches it");
            entry.refuse("users", "only an http tunnel asks for user names and passwords");
        } else {
            entry.refuse("remote-port", "only a tcp tunnel has a port of its own");
        }
        List<String> hosts = new ArrayList<>(entry.values("host", TunnelConfig::checkHost));
        hosts.addAll(entry.values("hosts", TunnelConfig::checkHost));
        @Nullable Integer remotePort = entry.value("remote-port", TunnelConfig::parseRemotePort);
        Tunnel.Access access =
                Objects.requireNonNullElse(entry.choice("access", Tunnel.Access.class), Tunnel.Access.TOKEN);
        List<BasicUser> users = entry.values("users", TunnelConfig::parseUser);
        @Nullable String usersProblem = TunnelConfig.usersProblem(access, users, "\"users\"");
        if (usersProblem != null) {
            throw entry.error(entry.has("users") ? "users" : "access", usersProblem);
        }
        @Nullable Duration timeout = entry.value("connect-timeout", DurationText::parse);
        return new TunnelConfig(
                name,
                type,
                local,
                remotePort == null ? 0 : remotePort,
                List.copyOf(hosts),
                access,
                users,
                AddressRules.of(
                        entry.values("allow", TunnelConfig::checkNetwork),
                        entry.values("deny", TunnelConfig::checkNetwork)),
                Boolean.TRUE.equals(entry.flag("proxy-protocol")),
                timeout == null ? connectTimeout : timeout);
    }
}
