package dev.moosic.tunnel.server.password;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.identity.PasswordHash;
import org.junit.jupiter.api.Test;

/** Against hashes that other implementations made. */
class Argon2Test {
    /** From the reference implementation's test.c: 64 MiB, two passes. */
    private static final String REFERENCE =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    /** With which the client hashes. */
    private static final String BY_PASSWORD4J =
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$2t9EZCB6s0Ny3o11qgdkhvt6zcegd2uRqnfwnOizoMk";

    @Test
    void agreesWithTheReferenceImplementation() {
        PasswordHash hash = PasswordHash.parse(REFERENCE);
        assertThat(Argon2.matches(hash, "password")).isTrue();
        assertThat(Argon2.matches(hash, "Password")).isFalse();
    }

    @Test
    void agreesWithWhatTheClientHashesWith() {
        PasswordHash hash = PasswordHash.parse(BY_PASSWORD4J);
        assertThat(Argon2.matches(hash, "pässwörd 🎵")).isTrue();
        assertThat(Argon2.matches(hash, "passwörd 🎵")).isFalse();
    }
}
