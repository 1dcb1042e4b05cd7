package dev.moosic.tunnel.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.run.ClientProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client's own certificate: half of it is none, wherever the halves come from. */
class TlsOptionsTest {
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(Map<String, String> environment, String... arguments) {
        return ClientCommand.commandLine(
                        new ClientProcess(environment),
                        environment,
                        new PrintWriter(new StringWriter()),
                        new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({"--tls-cert, only tls-cert is given", "--tls-key, only tls-key is given"})
    void oneWithoutTheOtherIsRefused(String option, String message) {
        for (String command : new String[] {"http", "tcp"}) {
            assertThat(run(Map.of(), command, "8001", option, "file.pem")).isEqualTo(78);
        }
        assertThat(err.toString()).contains("tls-cert and tls-key are needed together: " + message);
    }

    @Test
    void theEnvironmentAndTheFileCountLikewise() throws Exception {
        assertThat(run(Map.of("TUNNEL_TLS_KEY", "k"), "http", "8001")).isEqualTo(78);
        Path config = Files.writeString(
                folder.resolve("tunnel.yaml"), "tls-cert: c\ntunnels:\n- {name: music, type: http, local: 8001}\n");
        assertThat(run(Map.of(), "run", "--config", config.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("only tls-key is given").contains("only tls-cert is given");
    }
}
