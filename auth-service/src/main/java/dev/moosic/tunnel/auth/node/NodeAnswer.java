package dev.moosic.tunnel.auth.node;

import com.fasterxml.jackson.databind.JsonNode;
import dev.moosic.tunnel.auth.AuthAwayException;
import java.io.IOException;
import java.net.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** What an auth service that accepted the credential answered. Its body may hold a secret. */
@SuppressWarnings("ArrayRecordComponent") // Handed over once, never compared.
record NodeAnswer(int status, HttpHeaders headers, byte[] body) {
    @Nullable
    String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    /**
     * The body of a 200.
     *
     * @throws IllegalArgumentException with the auth service's words, if what was asked for cannot be had
     * @throws AuthAwayException if it could not do it, or speaks another version
     */
    <T> T as(Class<T> type) {
        if (status != 200) {
            throw refusal();
        }
        try {
            T read = NodeProtocol.JSON.readValue(body, type);
            if (read != null) {
                return read;
            }
        } catch (IOException e) {
            // Said below, without its words: they may hold a piece of the body.
        }
        throw new AuthAwayException("the auth service speaks another version");
    }

    private RuntimeException refusal() {
        JsonNode problem;
        try {
            problem = NodeProtocol.JSON.readTree(body);
        } catch (IOException e) {
            return new AuthAwayException("the auth service answered " + status);
        }
        String detail = problem.path("detail").asText();
        return status == 400 && problem.path("code").asText().equals("refused")
                ? new IllegalArgumentException(detail)
                : new AuthAwayException("the auth service answered " + status + ": " + detail);
    }

    @Override
    public String toString() {
        return "NodeAnswer[" + status + ", " + body.length + " bytes]";
    }
}
