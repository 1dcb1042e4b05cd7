package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor's answer to a {@link ClientHello}, section 5: success with the client's id and remote addresses, or one
 * of the defined errors. Absent members are {@code null} or 0.
 *
 * @param secret keys the proofs of later hellos; {@link #toString()} leaves it out
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record ServerHello(
        int version,
        @Nullable Status status,
        @Nullable String message,
        long retryAfterMs,
        @Nullable String clientId,
        @Nullable String session,
        @Nullable String secret,
        @Nullable String node,
        @Nullable String address,
        @Nullable List<BoundTunnel> tunnels,
        long received,
        long graceMs,
        long time)
        implements ControlPacket {

    public ServerHello {
        tunnels = tunnels == null ? null : List.copyOf(tunnels);
    }

    /** Success or a named error; a final error does not go away by trying again. */
    public enum Status {
        @JsonProperty("success")
        SUCCESS(false),
        @JsonProperty("bad_request")
        BAD_REQUEST(true),
        @JsonProperty("version_mismatch")
        VERSION_MISMATCH(true),
        @JsonProperty("unauthorized")
        UNAUTHORIZED(false),
        @JsonProperty("forbidden")
        FORBIDDEN(true),
        @JsonProperty("illegal_host")
        ILLEGAL_HOST(true),
        @JsonProperty("unknown_session")
        UNKNOWN_SESSION(false),
        @JsonProperty("superseded")
        SUPERSEDED(false),
        @JsonProperty("service_temporary_unavailable")
        SERVICE_TEMPORARY_UNAVAILABLE(false),
        /** Also what an unknown status is read as. */
        @JsonEnumDefaultValue
        @JsonProperty("internal_server_error")
        INTERNAL_SERVER_ERROR(false);

        private final boolean isFinal;

        Status(boolean isFinal) {
            this.isFinal = isFinal;
        }

        public boolean isFinal() {
            return isFinal;
        }
    }

    /** An error answer. */
    public static ServerHello error(Status status, String message, long retryAfterMs) {
        return new ServerHello(
                ProtocolLimits.VERSION,
                status,
                message,
                retryAfterMs,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                System.currentTimeMillis());
    }

    @Override
    public PacketType type() {
        return PacketType.SERVER_HELLO;
    }

    @Override
    public String toString() {
        return "ServerHello[status=" + status + ", message=" + message + ", retryAfterMs=" + retryAfterMs
                + ", clientId=" + clientId + ", session=" + session + ", node=" + node + ", address=" + address
                + ", tunnels=" + tunnels + ", received=" + received + "]";
    }
}
