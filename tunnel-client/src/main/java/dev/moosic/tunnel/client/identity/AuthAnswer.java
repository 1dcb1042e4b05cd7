package dev.moosic.tunnel.client.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.control.ConnectStep;
import dev.moosic.tunnel.client.control.HttpAnswer;
import java.time.Duration;
import java.util.Set;

/** What the auth service said, and whether asking again can help ({@code docs/openapi.yaml}). */
record AuthAnswer(HttpAnswer http, JsonNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int OK = 200;
    private static final int TOO_MANY_REQUESTS = 429;

    /** Reasons of a refusal that the same credential meets again, whatever the time. */
    private static final Set<String> FOR_GOOD = Set.of(
            "unknown_key",
            "bad_signature",
            "revoked",
            "wrong_server",
            "invite_unknown",
            "invite_altered",
            "invite_expired",
            "invite_used");

    static AuthAnswer of(HttpAnswer http) {
        try {
            return new AuthAnswer(http, JSON.readTree(http.body()));
        } catch (JsonProcessingException e) {
            return new AuthAnswer(http, MissingNode.getInstance());
        }
    }

    boolean isSuccess() {
        return http.status() == OK;
    }

    String text(String member) {
        return json.path(member).asText("");
    }

    /** What a refusal means for the client. */
    ConnectFailure failure() {
        String reason = text("reason").isEmpty() ? text("code") : text("reason");
        String detail = text("error_description").isEmpty() ? text("detail") : text("error_description");
        String message = "the auth service answered " + http.status() + (detail.isEmpty() ? "" : ": " + detail);
        if (http.status() < 500 && FOR_GOOD.contains(reason)) {
            return ConnectFailure.finalOne(ConnectStep.TOKEN, ConnectFailure.Then.CREDENTIAL_REFUSED, message);
        }
        if (http.status() >= 500 || http.status() == TOO_MANY_REQUESTS || !reason.isEmpty()) {
            return ConnectFailure.retryAfter(ConnectStep.TOKEN, http.retryAfter(), message);
        }
        return ConnectFailure.retryAfter(
                ConnectStep.TOKEN,
                Duration.ZERO,
                "answered " + http.status() + " where an auth service was expected: is this URL a tunnel server's?");
    }
}
