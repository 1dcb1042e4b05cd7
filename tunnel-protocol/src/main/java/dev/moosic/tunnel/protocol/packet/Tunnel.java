package dev.moosic.tunnel.protocol.packet;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel as its client asks for it, section 6.
 *
 * @param id 1 … 2³²−1, chosen by the client, unique in the session
 * @param remotePort for {@code tcp}: the port asked for, 0 for any
 * @param hosts for {@code http}: further host names
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record Tunnel(
        long id,
        @Nullable String name,
        @Nullable Type type,
        int remotePort,
        @Nullable List<String> hosts,
        @Nullable Access access) {

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
        @JsonProperty("public")
        PUBLIC
    }
}
