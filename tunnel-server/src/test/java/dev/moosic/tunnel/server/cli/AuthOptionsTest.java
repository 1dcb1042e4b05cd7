package dev.moosic.tunnel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.server.config.RemoteAuth;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthOptionsTest {
    private static final String SECRET = "canary-node-credential-0123456789-canary";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path credential;
    private @Nullable ServerSettings settings;

    @BeforeEach
    void writeCredential() throws IOException {
        credential = Files.writeString(folder.resolve("credential"), SECRET + "\n");
    }

    private int run(Map<String, String> environment, String... arguments) {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        CommandLineProgram program = new CommandLineProgram(
                (given, announcement) -> {
                    settings = given;
                    return ExitCode.OK;
                },
                environment,
                stream,
                stream);
        List<String> all = new ArrayList<>(List.of("--bind", "127.0.0.1", "--data", folder.toString()));
        all.addAll(List.of(arguments));
        return program.run(all.toArray(String[]::new));
    }

    private String refused(String... arguments) {
        assertThat(run(Map.of(), arguments)).isEqualTo(ExitCode.CONFIG);
        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(text).doesNotContain(SECRET).doesNotContain("\tat ");
        return text;
    }

    private RemoteAuth remote(String url, String... more) {
        List<String> all = new ArrayList<>(List.of("--auth-url", url, "--auth-credential-file", credential.toString()));
        all.addAll(List.of(more));
        assertThat(run(Map.of(), all.toArray(String[]::new)))
                .as(said.toString(StandardCharsets.UTF_8))
                .isEqualTo(ExitCode.OK);
        return Objects.requireNonNull(settings().remoteAuth());
    }

    private ServerSettings settings() {
        return Objects.requireNonNull(settings);
    }

    @Test
    void theEmbeddedOneIsTheDefault() {
        assertThat(run(Map.of())).isEqualTo(ExitCode.OK);
        assertThat(settings().remoteAuth()).isNull();
        assertThat(settings().keyRotation()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://auth.example.com",
                "https://auth.example.com:8443",
                "http://127.0.0.1:8010",
                "http://localhost:8010",
                "http://[::1]:8010"
            })
    void urlsThatKeepTheCredentialSecretAreTaken(String url) {
        assertThat(remote(url).url()).isEqualTo(URI.create(url));
        assertThat(settings().toString()).doesNotContain(SECRET);
    }

    @Test
    void plainHttpToAnotherMachineIsAskedFor() {
        assertThat(refused("--auth-url", "http://10.0.0.5:8010", "--auth-credential-file", credential.toString()))
                .contains("--auth-url", "add --insecure");
        assertThat(remote("http://10.0.0.5:8010", "--insecure").url()).hasHost("10.0.0.5");
    }

    @Test
    void aNameThatLooksLikeLoopbackIsNone() {
        assertThat(refused(
                        "--auth-url", "http://127.0.0.1.example.com", "--auth-credential-file", credential.toString()))
                .contains("add --insecure");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://auth.example.com | expected https://",
                "https://auth.example.com/path | without a path",
                "https://auth.example.com/?a=b | without a path",
                "auth.example.com:8010 | expected https://",
            })
    void otherUrlsAreExplained(String url, String explanation) {
        assertThat(refused("--auth-url", url.strip(), "--auth-credential-file", credential.toString()))
                .contains("--auth-url", explanation.strip());
    }

    @Test
    void whatIsMissingOrTooMuchIsNamed() {
        assertThat(refused("--auth-url", "http://127.0.0.1:1")).contains("--auth-credential-file");
        assertThat(refused("--auth-credential-file", credential.toString())).contains("without --auth-url");
        assertThat(refused(
                        "--auth-url",
                        "http://127.0.0.1:1",
                        "--auth-credential-file",
                        credential.toString(),
                        "--key-rotation",
                        "7d"))
                .contains("--key-rotation and --auth-url exclude each other");
    }

    @Test
    void aCredentialThatIsTooShortOrNotThereIsExplained() throws IOException {
        Path bad = Files.writeString(folder.resolve("short"), "short-secret");
        assertThat(refused("--auth-url", "http://127.0.0.1:1", "--auth-credential-file", bad.toString()))
                .contains("12 characters")
                .doesNotContain("short-secret");
        assertThat(refused("--auth-url", "http://127.0.0.1:1", "--auth-credential-file", bad + "-not"))
                .contains("cannot be read");
    }

    @Test
    void environmentAndFileSayItToo() throws IOException {
        assertThat(run(Map.of(
                        "TUNNEL_AUTH_URL",
                        "http://127.0.0.1:8010",
                        "TUNNEL_AUTH_CREDENTIAL_FILE",
                        credential.toString())))
                .isEqualTo(ExitCode.OK);
        assertThat(settings().remoteAuth()).isNotNull();
        Path config = Files.writeString(
                folder.resolve("server.yaml"),
                "auth-url: http://127.0.0.1:8011\nauth-credential-file: " + credential + "\n");
        assertThat(run(Map.of(), "--config", config.toString())).isEqualTo(ExitCode.OK);
        assertThat(Objects.requireNonNull(settings().remoteAuth()).url()).hasPort(8011);
    }
}
