package dev.moosic.tunnel.server.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of the admin API, {@code docs/openapi.yaml}; times are ISO 8601, durations ISO 8601 ({@code PT1H}). */
public interface AdminMessages {

    /**
     * @param grants absent: http and tcp on all of the server's remote ports; empty: none
     * @param ttl absent: a day
     */
    record InviteRequest(
            @Nullable String clientId,
            @Nullable List<String> grants,
            @Nullable String ttl) {}

    record InviteAnswer(String invite, String clientId, List<String> grants, String expiresAt) {
        /** Without the invite, a secret. */
        @Override
        public String toString() {
            return "InviteAnswer[" + clientId + "]";
        }
    }

    /**
     * @param ttl absent: an hour
     * @param methods absent: all
     * @param pathPrefixes absent: all
     */
    record TokenRequest(
            @Nullable List<String> clientIds,
            @Nullable String ttl,
            @Nullable List<String> methods,
            @Nullable List<String> pathPrefixes) {}

    record TokenAnswer(String token, String expiresAt) {
        /** Without the token, a secret. */
        @Override
        public String toString() {
            return "TokenAnswer[" + expiresAt + "]";
        }
    }

    /**
     * @param clientId whose URL it is, if it does not say so itself
     * @param ttl absent: a day
     */
    record SignUrlRequest(
            @Nullable String url,
            @Nullable String clientId,
            @Nullable String ttl) {}

    record SignUrlAnswer(String url, String expiresAt) {}

    /** @param signsFrom until then the key before signs */
    record RotateKeysAnswer(String signsFrom) {}

    /** @param certificate of the private authority, PEM */
    record AuthorityAnswer(String certificate) {}

    record ClientsAnswer(List<ClientState> clients) {}

    /**
     * @param state connected, away, disconnected or revoked
     * @param address where it is connected from
     */
    record ClientState(
            String clientId,
            String state,
            List<String> grants,
            @Nullable String address,
            @Nullable String agent,
            @Nullable String since,
            long streams,
            long bytesSent,
            long bytesReceived,
            List<TunnelState> tunnels) {}

    record TunnelState(String name, String type, String remote) {}

    /**
     * @param sessions ended here, with so many tunnels and streams
     * @param sessionsElsewhere on other nodes, which end them within 10 s
     */
    record RevokeAnswer(
            String clientId, boolean revoked, int sessions, int tunnels, int streams, int sessionsElsewhere) {}

    /** @param grants instead of all before; absent or empty: none */
    record GrantRequest(@Nullable List<String> grants) {}

    record GrantAnswer(String clientId, List<String> grants) {}

    /**
     * @param released the port or host name
     * @param clientId whose it was
     */
    record ReleaseAnswer(String released, String clientId) {}

    /** RFC 9457. */
    record Problem(String title, int status, String detail) {}
}
