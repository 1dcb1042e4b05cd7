package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server's answer for one {@link Tunnel}, section 6: its public address, or why there is none.
 *
 * @param remote {@code host:port} for tcp, a URL for http; {@code null} with an error
 * @param port the remote port of a tcp tunnel, else 0
 * @param enforces which of the tunnel's rules the server keeps; a rule that is not named here is not kept
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record BoundTunnel(
        long id,
        @Nullable String name,
        Tunnel.@Nullable Type type,
        @Nullable String remote,
        int port,
        @Nullable Failure error,
        @Nullable List<String> enforces) {

    public static BoundTunnel at(Tunnel tunnel, String remote, int port) {
        return new BoundTunnel(
                tunnel.id(),
                tunnel.name(),
                tunnel.type(),
                remote,
                port,
                null,
                rulesOf(tunnel).isEmpty() ? null : rulesOf(tunnel));
    }

    public static BoundTunnel failed(Tunnel tunnel, Code code, String message) {
        return new BoundTunnel(tunnel.id(), tunnel.name(), tunnel.type(), null, 0, new Failure(code, message), null);
    }

    /** Whether the server keeps all rules of the tunnel as it was asked for. */
    public boolean enforcesAllOf(Tunnel asked) {
        return missing(asked).isEmpty();
    }

    /** The rules of the tunnel as it was asked for that the server does not keep. */
    public List<String> missing(Tunnel asked) {
        List<String> missing = new ArrayList<>(rulesOf(asked));
        missing.removeAll(enforces == null ? List.of() : enforces);
        return missing;
    }

    private static List<String> rulesOf(Tunnel tunnel) {
        List<String> rules = new ArrayList<>();
        if (tunnel.addresses() != null) {
            rules.add(AddressRules.NAME);
        }
        if (tunnel.access() == Tunnel.Access.BASIC) {
            rules.add(BasicUser.RULE);
        }
        return rules;
    }

    /** Whether it is not bound for want of a grant, so that other grants would mend it. */
    public boolean isUngranted() {
        return error != null && error.code().isUngranted();
    }

    /** Why a tunnel is not bound, for programs ({@code code}) and people ({@code message}). */
    public record Failure(Code code, String message) {
        public Failure {
            code = Objects.requireNonNullElse(code, Code.UNAVAILABLE);
            message = Objects.requireNonNullElse(message, "");
        }
    }

    /** The defined reasons. */
    public enum Code {
        @JsonProperty("port_taken")
        PORT_TAKEN,
        @JsonProperty("port_not_granted")
        PORT_NOT_GRANTED,
        @JsonProperty("port_out_of_range")
        PORT_OUT_OF_RANGE,
        @JsonProperty("no_free_port")
        NO_FREE_PORT,
        @JsonProperty("host_not_granted")
        HOST_NOT_GRANTED,
        @JsonProperty("host_taken")
        HOST_TAKEN,
        @JsonProperty("access_not_granted")
        ACCESS_NOT_GRANTED,
        @JsonProperty("duplicate")
        DUPLICATE,
        @JsonProperty("too_many_tunnels")
        TOO_MANY_TUNNELS,
        @JsonProperty("bad_request")
        BAD_REQUEST,
        /** Also what an unknown code is read as. */
        @JsonEnumDefaultValue
        @JsonProperty("unavailable")
        UNAVAILABLE;

        boolean isUngranted() {
            return switch (this) {
                case PORT_NOT_GRANTED, HOST_NOT_GRANTED, ACCESS_NOT_GRANTED -> true;
                case PORT_TAKEN,
                        PORT_OUT_OF_RANGE,
                        NO_FREE_PORT,
                        HOST_TAKEN,
                        DUPLICATE,
                        TOO_MANY_TUNNELS,
                        BAD_REQUEST,
                        UNAVAILABLE -> false;
            };
        }
    }
}
