package dev.moosic.tunnel.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.password4j.Argon2Function;
import com.password4j.Password;
import dev.moosic.tunnel.client.run.ClientProcess;
import dev.moosic.tunnel.protocol.identity.PasswordHash;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class HashPasswordCommandTest {
    private boolean terminal;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String input, String... arguments) {
        return run(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    private int run(byte[] input, String... arguments) {
        CommandLine line = new CommandLine(
                new HashPasswordCommand(PasswordPrompt.of(null, () -> terminal, new ByteArrayInputStream(input))));
        Failures failures = new Failures();
        line.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private static boolean matches(String password, String hash) {
        return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    }

    @Test
    void printsOneLineThatIsTheFirstLinesHash() {
        assertThat(run("pässwörd 🎵\r\nsecond line\n")).isZero();
        String hash = out.toString().strip();
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("\n");
        assertThat(PasswordHash.parse(hash).salt()).hasSize(16);
        assertThat(PasswordHash.parse(hash).hash()).hasSize(32);
        assertThat(matches("pässwörd 🎵", hash)).isTrue();
        assertThat(matches("passwörd 🎵", hash)).isFalse();
    }

    @Test
    void nothingIsTypedWhereItWouldBeShown() {
        terminal = true;
        assertThat(run("secret\n")).isEqualTo(78);
        assertThat(err.toString()).contains("would be shown");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void theSamePasswordHasAnotherHashEachTime() {
        run("secret");
        run("secret");
        assertThat(out.toString().lines().distinct()).hasSize(2);
    }

    @Test
    void anotherWayOfWritingTheSameLettersIsTheSamePassword() {
        run("pa\u0308ss");
        assertThat(matches("päss", out.toString().strip())).isTrue();
    }

    @Test
    void withANameItPrintsWhatUsersTake() {
        assertThat(run("secret\n", "anna")).isZero();
        assertThat(out.toString()).startsWith("anna:$argon2id$");
        assertThat(run("secret\n", "an:na")).isEqualTo(78);
    }

    @ParameterizedTest
    @CsvSource({"'', empty", "'\n', empty", "'\r\nx', empty", "'a\tb', control"})
    void badPasswordsAreRefused(String input, String message) {
        assertThat(run(input)).isEqualTo(78);
        assertThat(err.toString()).contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aPasswordHasAtMost128Characters() {
        assertThat(run("ü".repeat(128))).isZero();
        assertThat(run("canary".repeat(22))).isEqualTo(78);
        assertThat(run("canary".repeat(100_000))).isEqualTo(78);
        assertThat(run(new byte[] {(byte) 0xff, 'x'})).isEqualTo(78);
        assertThat(err.toString())
                .contains("132 characters; at most 128")
                .contains("UTF-8")
                .doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--access=basic                                  | needs at least one user",
                "--user=anna:HASH                                | is for access \"basic\" only",
                "--access=basic --user=anna:canary               | expected an Argon2id hash",
                "--access=basic --user=canary                    | has no colon",
                "--access=basic --users-file=/nonexistent        | /nonexistent: no such file",
                "--access=basic --user=anna:HASH --user=anna:HASH | given twice",
                "--access=basics                                 | \"basics\" is not one of token, basic, public"
            })
    void usersOnTheCommandLineAreCheckedAndNotQuoted(String options, String message) {
        String hash = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);
        CommandLine line = ClientCommand.commandLine(
                new ClientProcess(Map.of()), Map.of(), new PrintWriter(out), new PrintWriter(err));
        assertThat(line.execute(("http 8001 " + options.replace("HASH", hash)).split(" ")))
                .isEqualTo(78);
        assertThat(err.toString()).contains(message).doesNotContain("canary").doesNotContain("AAAA");
    }
}
