package dev.moosic.tunnel.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.protocol.identity.ServerCertificateCheck;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteRequest;
import dev.moosic.tunnel.server.cli.CommandLineProgram;
import dev.moosic.tunnel.server.cli.ExitCode;
import dev.moosic.tunnel.server.config.AdminSettings;
import dev.moosic.tunnel.server.config.ListenAddress;
import dev.moosic.tunnel.server.config.ServerSettings;
import dev.moosic.tunnel.server.config.TlsFiles;
import dev.moosic.tunnel.server.config.TlsSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the admin listener of a whole server speaks, and how the subcommands know that it is the right one. */
class AdminListenerTest {
    private static final AdminSettings EVERYWHERE = new AdminSettings(new ListenAddress("0.0.0.0", 0), false);

    @TempDir
    Path folder;

    private TunnelServer start(AdminSettings admin, @Nullable TlsSettings tls) throws Exception {
        ServerSettings defaults = ServerSettings.onLoopback(folder.resolve("data"));
        TunnelServer server = TunnelServer.start(new ServerSettings(
                defaults.listen(),
                defaults.remotePorts(),
                defaults.dataDirectory(),
                null,
                admin,
                defaults.database(),
                defaults.keySeal(),
                defaults.keyRotation(),
                null,
                null,
                tls,
                defaults.limits(),
                defaults.http(),
                defaults.eventLoops(),
                defaults.drain()));
        server.auth().ready().get(20, TimeUnit.SECONDS);
        return server;
    }

    private AdminClient client() {
        return AdminClient.of(folder.resolve("data"));
    }

    private AdminCredential credential() throws Exception {
        return AdminCredential.read(folder.resolve("data"));
    }

    private Invite invite() throws Exception {
        return Invite.parse(client().invite(new InviteRequest("home", List.of("http"), null))
                .invite());
    }

    private void awaitTrust() {
        await().until(() -> !AdminTrust.NONE.equals(credential().trust()));
    }

    private static HttpResponse<String> plain(URI admin) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + admin.getAuthority() + "/v1/clients"))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static X509Bundle certificate(String name) throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=" + name)
                .addSanDnsName(name)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private TlsFiles files(X509Bundle certificate) throws Exception {
        return new TlsFiles(
                Files.writeString(folder.resolve("cert.pem"), certificate.getCertificatePEM()),
                Files.writeString(folder.resolve("key.pem"), certificate.getPrivateKeyPEM()));
    }

    @Test
    void whatIsReservedForNobodyIsRefusedAsThingsStandAndNotAsAWrongOption() throws Exception {
        try (TunnelServer server = start(AdminSettings.onLoopback(), null)) {
            assertThat(server.adminUrl()).isNotNull();
            await().untilAsserted(() -> assertThatThrownBy(() -> client().releasePort(20_001))
                    .as("once the registry has its tables")
                    .isInstanceOf(AdminRefusedException.class)
                    .hasMessage("port 20001 is reserved for nobody"));
            assertThatThrownBy(() -> client().releaseHost("music.example.com"))
                    .isInstanceOf(AdminRefusedException.class);
            assertThat(subcommand("release", "--port", "20001")).isEqualTo(ExitCode.REFUSED);
            assertThat(subcommand("release", "--port", "70000")).isEqualTo(ExitCode.CONFIG);
        }
    }

    @Test
    void anInviteWithAnEmptyListOfGrantsGrantsNothing() throws Exception {
        try (TunnelServer server = start(AdminSettings.onLoopback(), null)) {
            assertThat(server.adminUrl()).isNotNull();
            assertThat(client().invite(new InviteRequest("bare", List.of(), null))
                            .grants())
                    .isEmpty();
            assertThat(client().invite(new InviteRequest("usual", null, null)).grants())
                    .contains("http")
                    .anyMatch(grant -> grant.startsWith("tcp:"));
        }
    }

    private int subcommand(String... arguments) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.resolve("data").toString()));
        return new CommandLineProgram((settings, announcement) -> ExitCode.OK, Map.of(), nowhere, nowhere)
                .run(all.toArray(String[]::new));
    }

    @Test
    void onLoopbackItSpeaksPlainHttp() throws Exception {
        try (TunnelServer server = start(AdminSettings.onLoopback(), null)) {
            assertThat(plain(server.adminUrl()).statusCode()).isEqualTo(401);
            assertThat(client().clients().clients()).isEmpty();
            assertThat(credential().trust()).isNull();
        }
    }

    @Test
    void beyondLoopbackItSpeaksTlsOfThePrivateAuthority() throws Exception {
        try (TunnelServer server = start(EVERYWHERE, null)) {
            assertThat(server.adminUrl()).hasScheme("https").hasHost("127.0.0.1");
            HttpResponse<String> plain = plain(server.adminUrl());
            assertThat(plain.statusCode()).isEqualTo(400);
            assertThat(plain.body()).contains("https://");
            awaitTrust();
            assertThat(invite().pin()).as("the public port speaks plain HTTP").isNull();
            assertThat(client().authority().certificate()).contains("BEGIN CERTIFICATE");
        }
    }

    @Test
    void besideATlsPortItShowsTheSameAuthority() throws Exception {
        try (TunnelServer server = start(EVERYWHERE, TlsSettings.PRIVATE_AUTHORITY)) {
            assertThat(server.adminUrl()).hasScheme("https");
            awaitTrust();
            assertThat(credential().trust()).isEqualTo(AdminTrust.ofPin(String.valueOf(invite().pin())));
        }
    }

    @Test
    void aStrangerInItsPlaceIsToldNothing() throws Exception {
        try (TunnelServer server = start(EVERYWHERE, null)) {
            assertThat(server.adminUrl()).hasScheme("https");
            awaitTrust();
            credential().withTrust(AdminTrust.ofPin("A".repeat(43))).write(folder.resolve("data"));
            assertThatThrownBy(() -> client().clients())
                    .isInstanceOf(AdminUnavailableException.class)
                    .hasMessageContaining("was told nothing")
                    .hasMessageContaining("not from the authority");
            credential().withTrust(AdminTrust.NONE).write(folder.resolve("data"));
            assertThatThrownBy(() -> client().clients()).hasMessageContaining("no certificate yet");
        }
    }

    @Test
    void aCertificateOfAFileIsKnownByTheFile() throws Exception {
        TlsFiles files = files(certificate("tunnel.example.com"));
        try (TunnelServer server = start(EVERYWHERE, new TlsSettings(files, null, null))) {
            assertThat(server.adminUrl()).hasScheme("https");
            assertThat(invite().pin()).isNull();
            Path another = Files.writeString(
                    folder.resolve("another.pem"),
                    certificate("tunnel.example.com").getCertificatePEM());
            credential().withTrust(AdminTrust.ofCertificate(another.toString())).write(folder.resolve("data"));
            assertThatThrownBy(() -> client().clients()).hasMessageContaining("another certificate");
        }
    }

    @Test
    void aCertificateUnderWebPkiIsKnownByItsName() throws Exception {
        X509Bundle certificate = certificate("tunnel.example.com");
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", certificate.getCertificate());
        TrustManagerFactory authorities = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        authorities.init(trusted);
        X509TrustManager webPki = (X509TrustManager) authorities.getTrustManagers()[0];
        ServerCertificateCheck right = AdminCertificateCheck.named("tunnel.example.com", webPki);
        assertThatCode(() -> right.checkServerTrusted(certificate.getCertificatePath(), "ECDHE_ECDSA"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> AdminCertificateCheck.named("example.com", webPki)
                        .checkServerTrusted(certificate.getCertificatePath(), "ECDHE_ECDSA"))
                .hasMessageContaining("not for example.com");
        assertThatThrownBy(() -> right.checkServerTrusted(
                        certificate("tunnel.example.com").getCertificatePath(), "ECDHE_ECDSA"))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void plainHttpBeyondLoopbackHasToBeAskedFor() throws Exception {
        AdminSettings asked = new AdminSettings(EVERYWHERE.listen(), true);
        try (TunnelServer server = start(asked, null)) {
            assertThat(plain(server.adminUrl()).statusCode()).isEqualTo(401);
            assertThat(client().clients().clients()).isEmpty();
        }
    }
}
