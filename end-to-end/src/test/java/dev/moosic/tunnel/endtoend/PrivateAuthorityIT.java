package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that others can reach, without a certificate of anybody's: the invite is all that a client needs. */
class PrivateAuthorityIT {
    @TempDir
    Path folder;

    @Test
    void aClientNeedsOnlyTheInviteAndACallerTheAuthoritysCertificate() throws Exception {
        try (Installation installation = Installation.in(folder)) {
            URI library = Installation.url(installation.startLibrary().await("ready"));
            JsonNode ready = installation.startServerForEverybody(freePort()).await("ready");
            URI server = Installation.url(ready);
            assertThat(server).hasScheme("https");
            assertThat(ready.path("admin").asText()).startsWith("https://127.0.0.1:");
            RunningProgram client = installation.startClient(library);
            client.await("tunnel", tunnel -> tunnel.path("type").asText().equals("http"));
            HttpRequest request = Installation.request(server, "/files/track?trackId=1")
                    .header("Authorization", "Bearer " + installation.token())
                    .build();
            HttpResponse<byte[]> response =
                    trusting(installation.subcommand("ca").output()).send(request, BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo(Files.readAllBytes(installation.track(1)));
            assertThatThrownBy(() -> Installation.HTTP.send(request, BodyHandlers.discarding()))
                    .isInstanceOf(SSLHandshakeException.class);
        }
    }

    private static HttpClient trusting(String pem) throws Exception {
        Certificate authority = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(context)
                .build();
    }

    /** Closed again, so that the server can be told it beforehand. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
