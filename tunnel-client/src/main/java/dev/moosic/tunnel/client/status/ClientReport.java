package dev.moosic.tunnel.client.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} shows, as JSON.
 *
 * @param pid of the running client
 * @param connected whether at least one server has a session with it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClientReport(
        long pid, String clientId, boolean connected, List<Server> servers, List<LocalService> services) {

    /**
     * A connection to a server.
     *
     * @param state {@code connecting}, {@code connected}, {@code waiting} or {@code stopped}
     * @param reason of the last failure
     * @param roundTripMs smallest of late; 0 before the first is known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Server(
            String server,
            String state,
            @Nullable String reason,
            @Nullable String node,
            int liveStreams,
            long streamsOpened,
            long bytesSent,
            long bytesReceived,
            double roundTripMs,
            List<Tunnel> tunnels) {}

    /** A tunnel on that server: {@code remote}, or why there is none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tunnel(
            String name,
            String type,
            String local,
            @Nullable String remote,
            @Nullable String error) {}

    /**
     * The local side of a tunnel.
     *
     * @param failure why the last connection to the local service failed, if it did
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LocalService(
            String tunnel,
            String local,
            int live,
            long opened,
            long failed,
            long bytesFromLocal,
            long bytesToLocal,
            @Nullable String failure) {}
}
