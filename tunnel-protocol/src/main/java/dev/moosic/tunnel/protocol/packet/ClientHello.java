package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the dialer says first, section 5. Absent members are {@code null} or 0.
 *
 * @param token a JWT; {@link #toString()} leaves it out
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ClientHello(
        int version,
        @Nullable Intent intent,
        @Nullable String token,
        @Nullable String instance,
        @Nullable String agent,
        @Nullable List<Tunnel> tunnels,
        @Nullable String session,
        int lane,
        long generation,
        long received,
        @Nullable String proof)
        implements ControlPacket {

    /** What the dialer wants of the connection. */
    public enum Intent {
        NEW,
        LANE,
        RESUME
    }

    /** A hello that opens a new session. */
    public static ClientHello newSession(String token, String instance, String agent, List<Tunnel> tunnels) {
        return new ClientHello(
                ProtocolLimits.VERSION, Intent.NEW, token, instance, agent, List.copyOf(tunnels), null, 0, 0, 0, null);
    }

    @Override
    public PacketType type() {
        return PacketType.CLIENT_HELLO;
    }

    @Override
    public String toString() {
        return "ClientHello[version=" + version + ", intent=" + intent + ", instance=" + instance + ", agent=" + agent
                + ", tunnels=" + tunnels + ", session=" + session + ", lane=" + lane + ", generation=" + generation
                + ", received=" + received + "]";
    }
}
