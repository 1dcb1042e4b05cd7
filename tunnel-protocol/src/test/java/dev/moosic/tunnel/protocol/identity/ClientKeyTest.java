package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.testing.FixedClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientKeyTest {
    private static final ClientId LIVING_ROOM = new ClientId("living-room");
    private static final String ISSUER = "urn:uuid:issuer";

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private final ClientKey key = ClientKey.generate();

    @Test
    void keyIsKeptForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("state/key.jwk");
        key.save(file);
        key.save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        assertThat(ClientKey.load(file).publicJwk()).isEqualTo(key.publicJwk());
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void keyOpenToOthersIsRefused() throws Exception {
        Path file = folder.resolve("key.jwk");
        key.save(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ClientKey.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    void damagedKeyIsSaidWithoutQuotingIt() throws Exception {
        Path file = folder.resolve("key.jwk");
        key.save(file);
        String whole = Files.readString(file);
        for (String damaged : new String[] {
            "",
            "canary",
            whole.substring(0, whole.length() - 10),
            "{}",
            key.publicJwk().json()
        }) {
            Files.writeString(file, damaged);
            assertThatThrownBy(() -> ClientKey.load(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not hold an Ed25519 key pair")
                    .hasNoCause();
        }
    }

    @Test
    void privateHalfIsInNoText() throws Exception {
        Path file = folder.resolve("key.jwk");
        key.save(file);
        String secret = Files.readString(file).replaceAll(".*\"d\":\"([^\"]+)\".*", "$1");
        assertThat(secret).hasSize(43);
        assertThat(key.toString() + key.publicJwk() + key.publicJwk().json()).doesNotContain(secret);
    }

    @Test
    void publicKeyReadsBackUnderItsThumbprint() {
        assertThat(PublicJwk.parse(key.publicJwk().json().replaceAll("\"kid\":\"[^\"]*\"", "\"kid\":\"evil\"")))
                .isEqualTo(key.publicJwk());
    }

    @Test
    void otherKeysAreNoPublicKey() throws Exception {
        Path file = folder.resolve("key.jwk");
        key.save(file);
        String privateJwk = Files.readString(file);
        assertThatThrownBy(() -> PublicJwk.parse(privateJwk)).hasMessageContaining("private key");
        assertThatThrownBy(() -> PublicJwk.parse("{\"kty\":\"oct\",\"k\":\"AAAA\"}"))
                .hasMessageContaining("Ed25519");
        assertThatThrownBy(
                        () -> PublicJwk.parse("{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"" + "A".repeat(43) + "\"}"))
                .hasMessageContaining("Ed25519");
        assertThatThrownBy(() -> PublicJwk.parse("canary"))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("canary"));
    }

    private ClientAssertion.Verified verify(String assertion, PublicJwk with, String issuer)
            throws InvalidTokenException {
        return ClientAssertion.read(assertion).verify(with, issuer, clock);
    }

    @Test
    void assertionProvesItsClient() throws Exception {
        String assertion = key.assertion(LIVING_ROOM, ISSUER, clock.instant());
        assertThat(ClientAssertion.read(assertion).claimedId()).isEqualTo(LIVING_ROOM);
        ClientAssertion.Verified first = verify(assertion, key.publicJwk(), ISSUER);
        assertThat(first).isEqualTo(verify(assertion, key.publicJwk(), ISSUER));
        assertThat(first.usableUntil()).isEqualTo(clock.instant().plusSeconds(90));
        assertThat(verify(key.assertion(LIVING_ROOM, ISSUER, clock.instant()), key.publicJwk(), ISSUER))
                .isNotEqualTo(first);
        assertThat(ClientAssertion.read(assertion).toString()).doesNotContain(assertion.substring(0, 20));
    }

    @Test
    void assertionIsForOneIssuerOneKeyAndOneMinute() {
        String assertion = key.assertion(LIVING_ROOM, ISSUER, clock.instant());
        assertThatThrownBy(() -> verify(assertion, key.publicJwk(), "urn:uuid:other"))
                .hasFieldOrPropertyWithValue("reason", Reason.WRONG_SERVER);
        assertThatThrownBy(() -> verify(assertion, ClientKey.generate().publicJwk(), ISSUER))
                .hasFieldOrPropertyWithValue("reason", Reason.UNKNOWN_KEY);
        clock.advance(Duration.ofSeconds(90));
        assertThatThrownBy(() -> verify(assertion, key.publicJwk(), ISSUER))
                .hasFieldOrPropertyWithValue("reason", Reason.EXPIRED);
    }

    @Test
    void tunnelTokenIsNoAssertion() {
        TestIssuer issuer = new TestIssuer();
        String token = TokenForge.tunnel(issuer).token();
        assertThatThrownBy(() -> verify(token, PublicJwk.of(issuer.pair.getPublic()), TestIssuer.NAME))
                .hasMessageContaining("another kind");
    }
}
