package dev.moosic.tunnel.protocol.identity;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a client may do. What is not granted is forbidden; the empty grants allow nothing. Immutable.
 *
 * <p>As text: {@code http} (http tunnels), {@code http:public} (http tunnels that anybody may call; implies
 * {@code http}), {@code tcp:22022} and {@code tcp:20000-20099} (remote ports), {@code host:music.example.com} (a host
 * name of its own); and how much of it, where absent means the server's default: {@code streams:100}, {@code up:10MB/s},
 * {@code down:500kB/s}, {@code requests:50/s}.
 */
public final class Grants {
    /** How many grants one client may hold. */
    public static final int MAX_GRANTS = 128;

    /** Ports below are the machine's own services'. */
    public static final int FIRST_UNPRIVILEGED_PORT = 1024;

    /** Nothing is allowed. */
    public static final Grants NONE = new Grants(false, false, new TreeSet<>(), new TreeSet<>(), ClientLimits.UNSAID);

    private static final String FORMS =
            "http, http:public, tcp:22022, tcp:20000-20099, host:music.example.com, " + LimitGrant.FORMS;
    private static final Pattern HOST =
            Pattern.compile("(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+");

    private final boolean http;
    private final boolean publicAccess;
    private final SortedSet<PortRange> ports;
    private final SortedSet<String> hosts;
    private final ClientLimits limits;

    private Grants(
            boolean http,
            boolean publicAccess,
            SortedSet<PortRange> ports,
            SortedSet<String> hosts,
            ClientLimits limits) {
        this.http = http;
        this.publicAccess = publicAccess;
        this.ports = ports;
        this.hosts = hosts;
        this.limits = limits;
    }

    /**
     * Reads grants that a person wrote.
     *
     * @throws IllegalArgumentException naming the first grant that is unknown or malformed, and the forms there are
     */
    public static Grants parse(Collection<String> grants) {
        return read(grants, false);
    }

    /**
     * Reads the grants of a token already verified, or that the auth service names. Kinds of grant that this version does not know are left out: they
     * would have allowed something that it cannot do.
     *
     * @throws IllegalArgumentException if a grant of a known kind is malformed
     */
    public static Grants parseKnown(Collection<String> grants) {
        return read(grants, true);
    }

    private static Grants read(Collection<String> grants, boolean skipUnknown) {
        if (grants.size() > MAX_GRANTS) {
            throw new IllegalArgumentException(grants.size() + " grants, but at most " + MAX_GRANTS + " are allowed");
        }
        boolean http = false;
        boolean publicAccess = false;
        SortedSet<PortRange> ports = new TreeSet<>();
        SortedSet<String> hosts = new TreeSet<>();
        ClientLimits limits = ClientLimits.UNSAID;
        for (String grant : grants) {
            if (grant.equals("http")) {
                http = true;
            } else if (grant.equals("http:public")) {
                http = true;
                publicAccess = true;
            } else if (grant.startsWith("tcp:")) {
                ports.add(readPorts(grant));
            } else if (grant.startsWith("host:")) {
                hosts.add(readHost(grant));
            } else if (LimitGrant.isOne(grant)) {
                limits = LimitGrant.add(limits, grant);
            } else if (!skipUnknown) {
                throw new IllegalArgumentException(
                        "unknown grant \"" + Printable.shorten(grant) + "\": expected " + FORMS);
            }
        }
        return new Grants(http, publicAccess, ports, hosts, limits);
    }

    private static PortRange readPorts(String grant) {
        try {
            return PortRange.parse(grant.substring("tcp:".length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "grant \"" + Printable.shorten(grant) + "\": " + e.getMessage() + "; expected " + FORMS, e);
        }
    }

    private static String readHost(String grant) {
        String host = grant.substring("host:".length()).toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("grant \"" + Printable.shorten(grant)
                    + "\" does not name a host: expected letters, digits, '-' and at least one '.', as in "
                    + "host:music.example.com");
        }
        return host;
    }

    /** Whether the client may listen on this remote port; a privileged one has to be granted by itself. */
    public boolean allowsPort(int port) {
        return port < FIRST_UNPRIVILEGED_PORT
                ? allowsExactly(port)
                : ports.stream().anyMatch(range -> range.contains(port));
    }

    /** Whether the client was granted this remote port by itself, and not merely a range around it. */
    public boolean allowsExactly(int port) {
        return port > 0 && port <= PortRange.MAX_PORT && ports.contains(new PortRange(port, port));
    }

    /** How much the client may carry. */
    public ClientLimits limits() {
        return limits;
    }

    /** Whether the client may have http tunnels. */
    public boolean allowsHttp() {
        return http;
    }

    /** Whether the client may open an http tunnel to everybody. */
    public boolean allowsPublic() {
        return publicAccess;
    }

    /** Whether the client may answer for this host name, in any case. */
    public boolean allowsHost(String host) {
        return hosts.contains(host.toLowerCase(Locale.ROOT));
    }

    /** The remote ports allowed, ascending; ranges may overlap. */
    public List<PortRange> ports() {
        return List.copyOf(ports);
    }

    /** The range that {@code port} was granted in, if any. */
    public Optional<PortRange> rangeOf(int port) {
        return ports.stream().filter(range -> range.contains(port)).findFirst();
    }

    /** The grants as text, in canonical order; what {@link #parse} reads. */
    public List<String> toList() {
        List<String> list = new ArrayList<>();
        if (http) {
            list.add("http");
        }
        if (publicAccess) {
            list.add("http:public");
        }
        ports.forEach(range -> list.add("tcp:" + range));
        hosts.forEach(host -> list.add("host:" + host));
        list.addAll(LimitGrant.toList(limits));
        return list;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Grants that && toList().equals(that.toList());
    }

    @Override
    public int hashCode() {
        return toList().hashCode();
    }

    @Override
    public String toString() {
        List<String> all = toList();
        return all.isEmpty() ? "nothing" : String.join(" ", all);
    }
}
