package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From which addresses a tunnel may be reached, section 6: not from those denied, and, if any are allowed, from those alone.
 * Read once, asked for each connection.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public final class AddressRules {
    /** Networks in one list. */
    public static final int MAX_NETWORKS = 64;

    /** What a {@link BoundTunnel} that keeps to the rules says it enforces. */
    public static final String NAME = "addresses";

    private static final int MAX_TEXT = 50;

    private final @Nullable List<String> allow;
    private final @Nullable List<String> deny;
    private final List<Network> allowed;
    private final List<Network> denied;
    private final @Nullable String problem;

    /**
     * @param allow networks such as {@code 192.0.2.0/24} or {@code 2001:db8::/32}, or single addresses
     * @param deny likewise; wins over {@code allow}
     */
    @JsonCreator
    public AddressRules(
            @JsonProperty("allow") @Nullable List<String> allow, @JsonProperty("deny") @Nullable List<String> deny) {
        this.allow = allow == null ? null : List.copyOf(allow);
        this.deny = deny == null ? null : List.copyOf(deny);
        problem = problem(orEmpty(allow), orEmpty(deny));
        allowed = problem == null ? networks(orEmpty(allow)) : List.of();
        denied = problem == null ? networks(orEmpty(deny)) : List.of();
    }

    /** No rules if there are no networks. */
    public static @Nullable AddressRules of(List<String> allow, List<String> deny) {
        return allow.isEmpty() && deny.isEmpty() ? null : new AddressRules(allow, deny);
    }

    @JsonProperty
    public @Nullable List<String> allow() {
        return allow;
    }

    @JsonProperty
    public @Nullable List<String> deny() {
        return deny;
    }

    /** What makes the rules a {@code bad_request}; {@code null} if nothing does. */
    public @Nullable String problem() {
        return problem;
    }

    private static @Nullable String problem(List<String> allow, List<String> deny) {
        for (List<String> networks : List.of(allow, deny)) {
            if (networks.size() > MAX_NETWORKS) {
                return "addresses has a list of " + networks.size() + " networks; expected at most " + MAX_NETWORKS;
            }
            for (String network : networks) {
                if (Network.parse(network) == null) {
                    return "addresses has something that is no network; expected one such as 192.0.2.0/24,"
                            + " 2001:db8::/32 or 192.0.2.7";
                }
            }
        }
        return null;
    }

    private static List<Network> networks(List<String> texts) {
        return texts.stream().map(Network::parse).flatMap(Stream::ofNullable).toList();
    }

    /** Whether a connection from this address may be carried; rules that cannot be read let nobody in. */
    public boolean allows(InetAddress address) {
        byte[] bytes = address.getAddress();
        return problem == null && !isIn(denied, bytes) && (allowed.isEmpty() || isIn(allowed, bytes));
    }

    /** The same of an address as text, with or without a port; what is none is not allowed. */
    public boolean allows(@Nullable String addressAndPort) {
        if (addressAndPort == null) {
            return false;
        }
        boolean bracketed = addressAndPort.startsWith("[") && addressAndPort.indexOf(']') > 0;
        int colon = addressAndPort.indexOf(':');
        boolean port = colon > 0 && colon == addressAndPort.lastIndexOf(':');
        String text = bracketed
                ? addressAndPort.substring(1, addressAndPort.indexOf(']'))
                : port ? addressAndPort.substring(0, colon) : addressAndPort;
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes != null && allows(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static boolean isIn(List<Network> networks, byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRules rules
                && Objects.equals(allow, rules.allow)
                && Objects.equals(deny, rules.deny);
    }

    @Override
    public int hashCode() {
        return Objects.hash(allow, deny);
    }

    @Override
    public String toString() {
        return "AddressRules[allow=" + allow + ", deny=" + deny + "]";
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Network(byte[] address, int prefix) {
        static @Nullable Network parse(String text) {
            int slash = text.indexOf('/');
            byte[] address = text.length() > MAX_TEXT
                    ? null
                    : NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
            if (address == null) {
                return null;
            }
            String length = slash < 0 ? Integer.toString(address.length * 8) : text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > address.length * 8) {
                return null;
            }
            return new Network(address, Integer.parseInt(length));
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> bit % 8;
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
