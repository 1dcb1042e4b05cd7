package dev.moosic.tunnel.protocol.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashTest {
    private static final String SALT = "c29tZXNhbHRzb21lc2FsdA";
    private static final String HASH = "A".repeat(43);

    @Test
    void isReadAndWrittenInPhcForm() {
        String text = "$argon2id$v=19$m=19456,t=2,p=1$" + SALT + "$" + HASH;
        PasswordHash hash = PasswordHash.parse(text);
        assertThat(hash.memoryKib()).isEqualTo(19_456);
        assertThat(hash.salt()).hasSize(16).startsWith('s', 'o', 'm', 'e');
        assertThat(hash.hash()).hasSize(32);
        assertThat(hash.text()).isEqualTo(text);
        assertThat(hash.toString()).doesNotContain(SALT).doesNotContain(HASH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$argon2id$v=19$m=65536,t=10,p=4$S$H  | true",
                "$argon2id$v=19$m=7168,t=1,p=1$S$H    | true",
                "$argon2id$v=19$m=65537,t=2,p=1$S$H   | false",
                "$argon2id$v=19$m=7167,t=2,p=1$S$H    | false",
                "$argon2id$v=19$m=999999,t=2,p=1$S$H  | false",
                "$argon2id$v=19$m=19456,t=11,p=1$S$H  | false",
                "$argon2id$v=19$m=19456,t=0,p=1$S$H   | false",
                "$argon2id$v=19$m=19456,t=2,p=5$S$H   | false",
                "$argon2id$v=19$m=19456,t=2,p=0$S$H   | false",
                "$argon2id$v=16$m=19456,t=2,p=1$S$H   | false",
                "$argon2i$v=19$m=19456,t=2,p=1$S$H    | false",
                "$argon2d$v=19$m=19456,t=2,p=1$S$H    | false",
                "$argon2id$m=19456,t=2,p=1$S$H        | false",
                "$argon2id$v=19$m=19456,t=2,p=1$S$    | false",
                "$argon2id$v=19$m=19456,t=2,p=1$S$HHH | false",
                "$argon2id$v=19$m=19456,t=2,p=1$$H    | false",
                "$argon2id$v=19$m=19456,t=2,p=1,keyid=x$S$H | false",
                "$2b$12$abcdefghijklmnopqrstuv        | false",
                "secret                               | false",
            })
    void nobodyMakesOthersPayMoreThanTheBounds(String form, boolean legal) {
        String text = form.replace("H", HASH).replace("$S$", "$" + SALT + "$");
        if (legal) {
            assertThat(PasswordHash.parse(text).text()).isEqualTo(text);
        } else {
            assertThatThrownBy(() -> PasswordHash.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(HASH)
                    .hasMessageNotContaining("secret");
        }
    }
}
