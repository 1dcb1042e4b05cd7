package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.regex.Pattern;
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

    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_AGENT_CHARACTERS = 128;

    public ClientHello {
        tunnels = tunnels == null ? null : List.copyOf(tunnels);
    }

    /**
     * What makes this hello a {@code bad_request}, in words for the client's log; {@code null} if nothing does. Says
     * nothing of the version, the token's worth or the tunnels.
     */
    public @Nullable String problem() {
        if (intent == null) {
            return "intent has to be NEW, LANE or RESUME";
        }
        if (token == null) {
            return "token is missing";
        }
        if (instance == null || !INSTANCE.matcher(instance).matches()) {
            return "instance has to be 1 to 64 of A-Z, a-z, 0-9, _ and -";
        }
        if (agent != null && (agent.length() > MAX_AGENT_CHARACTERS || TextPayload.hasControl(agent))) {
            return "agent has to be at most " + MAX_AGENT_CHARACTERS + " printable characters";
        }
        if (intent != Intent.NEW && (session == null || proof == null)) {
            return intent + " needs session and proof";
        }
        if (lane < 0 || generation < 0 || received < 0) {
            return "lane, generation and received must not be negative";
        }
        return null;
    }

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
