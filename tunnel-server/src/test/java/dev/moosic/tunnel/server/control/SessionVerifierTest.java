package dev.moosic.tunnel.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.auth.AuthEndpoints;
import dev.moosic.tunnel.auth.AuthRequest;
import dev.moosic.tunnel.auth.AuthResponse;
import dev.moosic.tunnel.auth.AuthService;
import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A live session whose token has run out. */
class SessionVerifierTest {
    private static final ClientId HOME = new ClientId("home");

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private final AtomicBoolean renewable = new AtomicBoolean();
    private Database database;
    private AuthService auth;
    private SessionVerifier verifier;
    private Credential credential;

    @BeforeEach
    void connect() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder));
        auth = AuthService.open(
                AuthSettings.of(() -> List.of(URI.create("http://tunnel.example.com"))), database, clock);
        get(auth.ready());
        verifier = new SessionVerifier(auth.tokenVerifier(), renewable::get);
        Invite invite = get(auth.createInvite(HOME, Grants.parse(List.of("http")), Duration.ofHours(1)));
        ClientKey key = ClientKey.generate();
        ask(
                AuthEndpoints.ENROLL_PATH,
                "application/json",
                "{\"code\":\"" + invite.code() + "\",\"client_id\":\"home\",\"jwk\":"
                        + key.publicJwk().json() + "}");
        String token = ask(
                        AuthEndpoints.REQUEST_TOKEN_PATH,
                        "application/x-www-form-urlencoded",
                        "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                                + "&client_assertion=" + key.assertion(HOME, auth.issuer(), clock.instant()))
                .replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");
        credential = new Credential(token, verifier.verifyTunnel(token));
        clock.advance(AuthSettings.TUNNEL_TOKEN_LIFETIME.plusMinutes(1));
    }

    @AfterEach
    void close() {
        auth.close();
        database.close();
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private String ask(String path, String type, String body) throws Exception {
        AuthResponse response = get(auth.endpoints()
                .handle(new AuthRequest(
                        "POST",
                        path,
                        null,
                        Map.of("content-type", type),
                        body.getBytes(StandardCharsets.UTF_8),
                        InetAddress.getLoopbackAddress())));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        assertThat(response.status()).as(text).isEqualTo(200);
        return text;
    }

    private void assertEnds(Reason reason) {
        assertThatThrownBy(() -> verifier.verifyLive(credential))
                .isInstanceOfSatisfying(
                        InvalidTokenException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(reason));
    }

    @Test
    void itGoesOnWhileNobodyCouldRenewTheToken() throws Exception {
        assertThat(verifier.verifyLive(credential).clientId()).isEqualTo(HOME);
        renewable.set(true);
        assertEnds(Reason.EXPIRED);
    }

    @Test
    void aRevocationEndsItAllTheSame() throws Exception {
        get(auth.revoke(HOME));
        assertEnds(Reason.REVOKED);
    }

    @Test
    void itGoesOnByItsNewestGrants() throws Exception {
        get(auth.changeGrants(HOME, Grants.NONE));
        assertThat(verifier.verifyLive(credential).grants()).isEqualTo(Grants.NONE);
    }

    @Test
    void nobodyConnectsWithATokenThatRanOut() {
        assertThatThrownBy(() -> verifier.verifyTunnel(credential.token())).hasMessageContaining("expired");
    }
}
