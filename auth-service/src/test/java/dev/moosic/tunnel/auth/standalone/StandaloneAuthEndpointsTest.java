package dev.moosic.tunnel.auth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.AuthEndpointsContract;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.EndpointClient;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StandaloneAuthEndpointsTest extends AuthEndpointsContract {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private StandaloneAuthService service;

    @BeforeEach
    void start() throws Exception {
        service = StandaloneAuthService.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                DatabaseSettings.embedded(folder.resolve("data")),
                own -> AuthSettings.of(() -> List.of(own)).withOperator(OPERATOR::equals),
                null,
                clock);
        service.auth().ready().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Override
    protected AuthService auth() {
        return service.auth();
    }

    @Override
    protected EndpointClient http() {
        return new EndpointClient(this::send);
    }

    private AuthResponse send(AuthRequest request) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(service.url()
                        .resolve(request.query() == null ? request.path() : request.path() + "?" + request.query()))
                .method(request.method(), HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::header);
        try {
            HttpResponse<byte[]> response = client.send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> headers = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> headers.put(name, values.get(0)));
            return new AuthResponse(response.statusCode(), headers, response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private String get(String path) {
        return new String(
                send(new AuthRequest("GET", path, null, Map.of(), new byte[0], InetAddress.getLoopbackAddress()))
                        .body(),
                StandardCharsets.UTF_8);
    }

    @Test
    void healthAndReadinessAreTold() {
        assertThat(get("/health")).isEqualTo("{\"healthy\":true}");
        assertThat(get("/ready")).isEqualTo("{\"ready\":true}");
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        String body = "{\"code\":\"x\",\"client_id\":\"a\",\"jwk\":{}}";
        String requests = "POST /auth/enroll HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body + "GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.url().getPort())) {
            socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            String answers = new String(readAll(socket.getInputStream()), StandardCharsets.UTF_8);
            assertThat(answers).matches("(?s)HTTP/1.1 400 .*HTTP/1.1 200 .*\\{\"healthy\":true}");
        }
    }

    @Test
    void nonsenseIsAnsweredAndTheConnectionClosed() throws Exception {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), service.url().getPort())) {
            socket.getOutputStream().write("\u0001\u0002 nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(readAll(socket.getInputStream()), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        return in.readAllBytes();
    }
}
