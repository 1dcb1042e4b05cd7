package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import org.junit.jupiter.api.Test;

class SessionProofTest {
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    @Test
    void aProofMatchesItsOwnHelloOnly() {
        String proof = SessionProof.of(SECRET, Intent.RESUME, "s", 0, 7, 1234);

        assertThat(SessionProof.matches(SECRET, hello(Intent.RESUME, 7, 1234, proof)))
                .isTrue();
        assertThat(SessionProof.matches(SECRET, hello(Intent.LANE, 7, 1234, proof)))
                .isFalse();
        assertThat(SessionProof.matches(SECRET, hello(Intent.RESUME, 8, 1234, proof)))
                .isFalse();
        assertThat(SessionProof.matches(SECRET, hello(Intent.RESUME, 7, 1235, proof)))
                .isFalse();
        assertThat(SessionProof.matches(SECRET.replace('A', 'B'), hello(Intent.RESUME, 7, 1234, proof)))
                .isFalse();
        assertThat(SessionProof.matches(SECRET, hello(Intent.RESUME, 7, 1234, null)))
                .isFalse();
    }

    private static ClientHello hello(
            Intent intent, long generation, long received, @org.jspecify.annotations.Nullable String proof) {
        return new ClientHello(1, intent, "token", "i", "agent", null, "s", 0, generation, received, proof);
    }
}
