package dev.moosic.tunnel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.server.config.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which TLS the options ask for, and which of them exclude each other. No file is read here. */
class TlsOptionsTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private @Nullable ServerSettings settings;

    private int run(String options, Map<String, String> environment) {
        CommandLineProgram program = new CommandLineProgram(
                (asked, announcement) -> {
                    settings = asked;
                    return ExitCode.OK;
                },
                environment,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString()));
        arguments.addAll(Arrays.asList(options.split(" +")));
        return program.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--plain --tls-cert c --tls-key k                  | --plain excludes --tls-cert",
                "--plain --tls-client-ca a                         | --plain excludes --tls-cert, --tls-client-ca",
                "--plain --acme a.example.com --acme-accept-terms  | --plain excludes --tls-cert, --tls-client-ca and --acme",
                "--tls-cert c --tls-key k --acme a.example.com --acme-accept-terms | --tls-cert and --acme exclude each other",
                "--tls-cert c                                      | needed together: only --tls-cert is given",
                "--tls-key k                                       | needed together: only --tls-key is given",
                "--tls-cert c --acme a.example.com --acme-accept-terms | needed together: only --tls-cert is given",
                "--plain --tls-key k                               | needed together: only --tls-key is given",
                "--acme a.example.com                              | --acme needs --acme-accept-terms",
            })
    void whatDoesNotGoTogetherIsSaidAndNothingStarts(String options, String message) {
        assertThat(run(options + " --bind 127.0.0.1", Map.of())).isEqualTo(78);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("tunnel-server: ")
                .contains(message)
                .hasLineCount(1);
        assertThat(settings).isNull();
    }

    @Test
    void theEnvironmentConflictsLikewise() {
        assertThat(run("--plain", Map.of("TUNNEL_TLS_CERT", "c", "TUNNEL_TLS_KEY", "k")))
                .isEqualTo(78);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--plain excludes --tls-cert");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bind 127.0.0.1                                | false",
                "--bind 0.0.0.0                                  | true",
                "--bind 0.0.0.0 --plain                          | false",
                "--bind 127.0.0.1 --tls-cert c --tls-key k       | true",
                "--bind 127.0.0.1 --tls-client-ca a              | true",
                "--bind 127.0.0.1 --acme a.example.com --acme-accept-terms --tls-client-ca a | true",
            })
    void plainHttpIsForLoopbackAndForWhoAsksForIt(String options, boolean tls) {
        assertThat(run(options, Map.of())).isZero();
        assertThat(Objects.requireNonNull(settings).tls() != null).isEqualTo(tls);
    }
}
