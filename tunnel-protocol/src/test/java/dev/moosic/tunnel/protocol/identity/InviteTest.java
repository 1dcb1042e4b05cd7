package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InviteTest {
    private static final Invite INVITE = new Invite(
            List.of(URI.create("https://tunnel.example.com:8000"), URI.create("https://[2001:db8::1]")),
            "urn:uuid:issuer",
            new ClientId("living-room"),
            "canary-code",
            "cGlu",
            Instant.parse("2026-02-28T12:00:00Z"),
            Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void lineReadsBack() {
        assertThat(Invite.parse(INVITE.line())).isEqualTo(INVITE);
        Invite withoutPin = new Invite(
                INVITE.servers(),
                INVITE.issuer(),
                INVITE.clientId(),
                INVITE.code(),
                null,
                INVITE.issuedAt(),
                INVITE.expiresAt());
        assertThat(Invite.parse(withoutPin.line())).isEqualTo(withoutPin);
    }

    @Test
    void aLineThatDoesNotTellWhenItWasIssuedIsAsOldAsOneCanBe() {
        String json =
                "{\"servers\":[\"https://h\"],\"iss\":\"urn:x\",\"client\":\"a\",\"code\":\"c\",\"exp\":10000000}";
        String unchecked = "moosic-invite-1."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.US_ASCII));
        String check = Digests.sha256Base64Url(unchecked.getBytes(StandardCharsets.US_ASCII))
                .substring(0, 8);
        assertThat(Invite.parse(unchecked + "." + check).issuedAt())
                .isEqualTo(Instant.ofEpochSecond(10_000_000).minus(Invite.MAX_LIFETIME));
    }

    @Test
    void whatTerminalsAndMailsAddIsIgnored() {
        String line = INVITE.line();
        String wrapped = "  " + line.substring(0, 60) + "\r\n   " + line.substring(60) + "\n";
        assertThat(Invite.parse(wrapped)).isEqualTo(INVITE);
        assertThat(Invite.parse("\"" + line + "\"")).isEqualTo(INVITE);
    }

    @Test
    void everyTruncationIsSaid() {
        String line = INVITE.line();
        for (int length = "moosic-invite-".length(); length < line.length(); length++) {
            String cut = line.substring(0, length);
            assertThatThrownBy(() -> Invite.parse(cut))
                    .as(cut)
                    .isInstanceOf(InvalidInviteException.class)
                    .hasMessageContaining("cut short");
        }
    }

    @Test
    void everyAlteredCharacterIsSaid() {
        String line = INVITE.line();
        Random random = new Random(7);
        for (int at = "moosic-invite-1.".length(); at < line.length(); at++) {
            char[] altered = line.toCharArray();
            do {
                altered[at] = (char) ('a' + random.nextInt(26));
            } while (altered[at] == line.charAt(at));
            assertThatThrownBy(() -> Invite.parse(new String(altered)))
                    .isInstanceOf(InvalidInviteException.class)
                    .hasMessageMatching(".*(altered|cut short).*");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "eyJhbGciOiJFZERTQSJ9.e30.x", "moosic-invit"})
    void somethingElseIsNoInvite(String pasted) {
        assertThatThrownBy(() -> Invite.parse(pasted)).hasMessageContaining("not an invite");
    }

    @Test
    void otherVersionIsSaid() {
        assertThatThrownBy(() -> Invite.parse(INVITE.line().replace("invite-1.", "invite-2.")))
                .hasMessageContaining("another version");
    }

    @Test
    void codeIsInTheLineOnly() {
        assertThat(INVITE.toString()).doesNotContain("canary");
        String damaged = INVITE.line() + "x";
        assertThatThrownBy(() -> Invite.parse(damaged))
                .satisfies(e -> assertThat(e.toString()).doesNotContain(damaged.substring(20, 40)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host", "tunnel.example.com", "https:///path", "file:/etc"})
    void serverMustBeAUrlWithAHost(String server) {
        assertThatThrownBy(() -> new Invite(
                        List.of(URI.create(server)),
                        "urn:x",
                        new ClientId("a"),
                        "code",
                        null,
                        Instant.EPOCH,
                        Instant.EPOCH))
                .hasMessageContaining("is not a URL like");
    }
}
