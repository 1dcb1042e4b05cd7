package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;

/**
 * A tunnel that is bound: what its client asked for, and what it got.
 *
 * @param asked with a name and a type
 * @param bound without an error
 */
public record ConnectedTunnel(Tunnel asked, BoundTunnel bound) {

    /** The number that {@code Init} names it by. */
    public long id() {
        return asked.id();
    }

    public String name() {
        return Objects.requireNonNull(asked.name());
    }

    public Tunnel.Type type() {
        return Objects.requireNonNull(asked.type());
    }

    /** Further host names of an http tunnel, in lower case. */
    public List<String> hosts() {
        return asked.hosts() == null ? List.of() : asked.hosts();
    }

    /** Who may call an http tunnel. */
    public Tunnel.Access access() {
        return asked.access() == null ? Tunnel.Access.TOKEN : asked.access();
    }

    /** Who may call an http tunnel with access {@code basic}. */
    public List<BasicUser> users() {
        return asked.users() == null ? List.of() : asked.users();
    }

    /** Whether it may be reached from this address. */
    public boolean allows(InetAddress address) {
        AddressRules rules = asked.addresses();
        return rules == null || rules.allows(address);
    }
}
