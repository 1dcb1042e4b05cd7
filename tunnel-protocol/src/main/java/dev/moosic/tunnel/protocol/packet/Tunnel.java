package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel as its client asks for it, section 6.
 *
 * @param id 1 … 2³²−1, chosen by the client, unique in the session
 * @param remotePort for {@code tcp}: the port asked for, 0 for any
 * @param hosts for {@code http}: further host names
 * @param users for access {@code basic}: who may call, else {@code null}
 * @param addresses from where it may be reached; {@code null}: from everywhere
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Tunnel(
        long id,
        @Nullable String name,
        @Nullable Type type,
        int remotePort,
        @Nullable List<String> hosts,
        @Nullable Access access,
        @Nullable List<BasicUser> users,
        @Nullable AddressRules addresses) {

    private static final long MAX_ID = 0xffff_ffffL;

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MAX_PORT = 65_535;

    /** @throws IllegalArgumentException if the id is out of range, so that no answer could name it */
    public Tunnel {
        if (id < 1 || id > MAX_ID) {
            throw new IllegalArgumentException("tunnel id " + id + "; expected 1 to " + MAX_ID);
        }
        hosts = hosts == null ? null : List.copyOf(hosts);
        users = users == null ? null : List.copyOf(users);
    }

    /** Without users. */
    public Tunnel(
            long id,
            @Nullable String name,
            @Nullable Type type,
            int remotePort,
            @Nullable List<String> hosts,
            @Nullable Access access,
            @Nullable AddressRules addresses) {
        this(id, name, type, remotePort, hosts, access, null, addresses);
    }

    /** Without users, to be reached from everywhere. */
    public Tunnel(
            long id,
            @Nullable String name,
            @Nullable Type type,
            int remotePort,
            @Nullable List<String> hosts,
            @Nullable Access access) {
        this(id, name, type, remotePort, hosts, access, null, null);
    }

    /**
     * What makes this tunnel a {@code bad_request}, in words for the client's user; {@code null} if nothing does. Whether
     * it is granted is another question.
     */
    public @Nullable String problem() {
        if (name == null || !NAME.matcher(name).matches()) {
            return "the name has to be 1 to 63 of a-z, 0-9 and -, not starting with -";
        }
        if (type == null) {
            return "the type has to be tcp or http";
        }
        if (remotePort < 0 || remotePort > MAX_PORT) {
            return "remote port " + remotePort + " has to be 0 (any) to " + MAX_PORT;
        }
        String rules = addresses == null ? null : addresses.problem();
        return rules != null ? rules : usersProblem();
    }

    /** What is wrong with the users; {@code null} if nothing is. */
    public @Nullable String usersProblem() {
        if (access == Access.BASIC && type == Type.HTTP) {
            return BasicUser.problem(users == null ? List.of() : users);
        }
        return users == null && access != Access.BASIC ? null : "users are for an http tunnel with access \"basic\"";
    }

    /** The size of this tunnel in a hello. */
    public int jsonBytes() {
        return JsonPayload.bytes(this).length;
    }

    /** What the public side speaks. */
    public enum Type {
        @JsonProperty("tcp")
        TCP,
        @JsonProperty("http")
        HTTP
    }

    /** Who may call an http tunnel. */
    public enum Access {
        @JsonProperty("token")
        TOKEN,
        @JsonProperty("basic")
        BASIC,
        @JsonProperty("public")
        PUBLIC
    }
}
