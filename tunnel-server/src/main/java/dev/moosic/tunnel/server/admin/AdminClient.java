package dev.moosic.tunnel.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.server.admin.AdminMessages.AuthorityAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.ClientsAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.Problem;
import dev.moosic.tunnel.server.admin.AdminMessages.ReleaseAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.RevokeAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.RotateKeysAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenRequest;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLException;

/** Asks the running server of a data folder. Blocks. */
public final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final AdminCredential credential;
    private final HttpClient http;

    private AdminClient(AdminCredential credential) {
        this.credential = credential;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        if ("https".equals(credential.url().getScheme())) {
            builder.sslContext(
                    AdminCertificateCheck.context(Objects.requireNonNullElse(credential.trust(), AdminTrust.NONE)));
        }
        http = builder.build();
    }

    /** @throws AdminUnavailableException if no server runs on that folder */
    public static AdminClient of(Path dataDirectory) {
        try {
            return new AdminClient(AdminCredential.read(dataDirectory));
        } catch (IOException e) {
            throw new AdminUnavailableException("no running server found in " + dataDirectory
                    + ": start one, or name its folder with --data (" + e.getMessage() + ")");
        }
    }

    public InviteAnswer invite(InviteRequest request) {
        return call("POST", "/v1/invites", request, InviteAnswer.class);
    }

    public TokenAnswer token(TokenRequest request) {
        return call("POST", "/v1/tokens", request, TokenAnswer.class);
    }

    public SignUrlAnswer signUrl(SignUrlRequest request) {
        return call("POST", "/v1/signed-urls", request, SignUrlAnswer.class);
    }

    public RotateKeysAnswer rotateKeys() {
        return call("POST", "/v1/keys", null, RotateKeysAnswer.class);
    }

    public AuthorityAnswer authority() {
        return call("GET", "/v1/ca", null, AuthorityAnswer.class);
    }

    public ClientsAnswer clients() {
        return call("GET", "/v1/clients", null, ClientsAnswer.class);
    }

    /** @param clientId a legal client id */
    public RevokeAnswer revoke(String clientId) {
        return call("DELETE", "/v1/clients/" + clientId, null, RevokeAnswer.class);
    }

    /** @param clientId a legal client id */
    public GrantAnswer grant(String clientId, GrantRequest request) {
        return call("PUT", "/v1/clients/" + clientId + "/grants", request, GrantAnswer.class);
    }

    public ReleaseAnswer releasePort(int port) {
        return call("DELETE", "/v1/ports/" + port, null, ReleaseAnswer.class);
    }

    public ReleaseAnswer releaseHost(String host) {
        return call(
                "DELETE", "/v1/hosts/" + URLEncoder.encode(host, StandardCharsets.UTF_8), null, ReleaseAnswer.class);
    }

    private <T> T call(String method, String path, @org.jspecify.annotations.Nullable Object body, Class<T> answer) {
        try {
            BodyPublisher content =
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(JSON.writeValueAsString(body));
            HttpRequest request = HttpRequest.newBuilder(credential.url().resolve(path))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + credential.token())
                    .header("Content-Type", "application/json")
                    .method(method, content)
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                return JSON.readValue(response.body(), answer);
            }
            throw refused(response);
        } catch (JsonProcessingException e) {
            throw new AdminUnavailableException("the server at " + credential.url() + " speaks another version");
        } catch (SSLException e) {
            throw new AdminUnavailableException("the admin listener at " + credential.url()
                    + " is not taken for the server of this data folder, and was told nothing: " + reason(e));
        } catch (IOException e) {
            throw new AdminUnavailableException(
                    "the server at " + credential.url() + " does not answer: is it running? (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AdminUnavailableException("interrupted");
        }
    }

    /** The innermost cause says it best. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static RuntimeException refused(HttpResponse<String> response) throws JsonProcessingException {
        Problem problem = JSON.readValue(response.body(), Problem.class);
        return switch (response.statusCode()) {
            case 400 -> new IllegalArgumentException(problem.detail());
            case 409 -> new AdminRefusedException(String.valueOf(problem.detail()));
            default ->
                new AdminUnavailableException("the server answered " + response.statusCode() + ": " + problem.detail());
        };
    }
}
