package dev.moosic.tunnel.client.config;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel as configured, {@code docs/protocol.md} section 6.
 *
 * @param name unique in the client
 * @param remotePort {@code tcp} only: the port asked for, 0 for any
 * @param hosts {@code http} only: further host names
 * @param access {@code http} only: who may call it
 * @param users {@code http} with access {@code basic} only: who may call it
 * @param addresses from where it may be reached; null: from everywhere
 * @param proxyProtocol whether the local service is sent a PROXY protocol v2 header with the caller's address
 * @param connectTimeout how long a connection to the local service may take
 */
public record TunnelConfig(
        String name,
        Tunnel.Type type,
        LocalAddress local,
        int remotePort,
        List<String> hosts,
        Tunnel.Access access,
        List<BasicUser> users,
        @Nullable AddressRules addresses,
        boolean proxyProtocol,
        Duration connectTimeout) {

    /** How long a connection to a local service may take, unless configured. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern HOST = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    /** Without users, to be reached from everywhere. */
    public TunnelConfig(
            String name,
            Tunnel.Type type,
            LocalAddress local,
            int remotePort,
            List<String> hosts,
            Tunnel.Access access,
            boolean proxyProtocol,
            Duration connectTimeout) {
        this(name, type, local, remotePort, hosts, access, List.of(), null, proxyProtocol, connectTimeout);
    }

    /** @throws IllegalArgumentException if {@code network} is none */
    public static String checkNetwork(String network) {
        if (new AddressRules(List.of(network), null).problem() != null) {
            throw new IllegalArgumentException(
                    "\"" + network + "\" is not a network such as 192.0.2.0/24, 2001:db8::/32 or 192.0.2.7");
        }
        return network;
    }

    /** @throws IllegalArgumentException if {@code name} is no legal tunnel name */
    public static String checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("tunnel name \"" + name
                    + "\" is not 1–63 lower-case letters, digits or '-' beginning with a letter or digit");
        }
        return name;
    }

    /**
     * Reads {@code NAME:HASH}.
     *
     * @throws IllegalArgumentException if it is none; what follows the name is not quoted, it may be a password
     */
    public static BasicUser parseUser(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException(
                    "a user is NAME:HASH, and this has no colon; \"tunnel-client hash-password NAME\" prints one");
        }
        BasicUser user = new BasicUser(text.substring(0, colon), text.substring(colon + 1));
        @Nullable String problem = user.problem();
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return user;
    }

    /**
     * What is wrong with access and users together; null if nothing is.
     *
     * @param option how the users are given, for the message
     */
    public static @Nullable String usersProblem(Tunnel.Access access, List<BasicUser> users, String option) {
        if (access == Tunnel.Access.BASIC && users.isEmpty()) {
            return "access \"basic\" needs at least one user: " + option + " with NAME:HASH, as \"tunnel-client"
                    + " hash-password NAME\" prints it";
        }
        if (access != Tunnel.Access.BASIC && !users.isEmpty()) {
            return option + " is for access \"basic\" only; this tunnel's access is \""
                    + access.name().toLowerCase(Locale.ROOT) + "\"";
        }
        return new Tunnel(1, "x", Tunnel.Type.HTTP, 0, null, access, users.isEmpty() ? null : users, null)
                .usersProblem();
    }

    /** @throws IllegalArgumentException if {@code host} is no host name */
    public static String checkHost(String host) {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("host \"" + host + "\" is not a host name such as music.example.com");
        }
        return host;
    }

    /** @throws IllegalArgumentException if {@code text} is no port between 0 (any) and 65535 */
    public static int parseRemotePort(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("remote port \"" + text + "\" is not between 0 (any) and 65535");
        }
        return Integer.parseInt(text);
    }

    /** Whether the server needs to know of the difference to {@code other}. */
    boolean differsPublicly(TunnelConfig other) {
        return !toTunnel(1).equals(other.toTunnel(1));
    }

    /** What the server is asked for under {@code id}. */
    public Tunnel toTunnel(long id) {
        boolean http = type == Tunnel.Type.HTTP;
        return new Tunnel(
                id,
                name,
                type,
                http ? 0 : remotePort,
                http && !hosts.isEmpty() ? hosts : null,
                http ? access : null,
                http && !users.isEmpty() ? users : null,
                addresses);
    }
}
