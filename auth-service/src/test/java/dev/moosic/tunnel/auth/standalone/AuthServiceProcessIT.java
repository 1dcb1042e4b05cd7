package dev.moosic.tunnel.auth.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The program as users run it, from its jar. */
class AuthServiceProcessIT {
    private static final Path JAR = Path.of("target", "auth-service.jar").toAbsolutePath();

    private static final String KEY_VARIABLE = "TUNNEL_AUTH_KEY_SECRET";
    private static final String KEY_SECRET = "canary-key-secret-0123456789-canary-key";

    @TempDir
    Path folder;

    static List<Path> javaHomes() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        Path newer = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");
        if (Files.isDirectory(newer) && !newer.equals(homes.get(0))) {
            homes.add(newer);
        }
        return homes;
    }

    private Process start(Path javaHome, String... arguments) throws IOException {
        return start(javaHome, Map.of(), arguments);
    }

    private Process start(Path javaHome, Map<String, String> environment, String... arguments) throws IOException {
        // These processes live for seconds: their code is not worth a long look of the compiler.
        List<String> command = new ArrayList<>(List.of(
                javaHome.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TUNNEL_") || name.startsWith("JAVA_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String stderr() throws IOException {
        return Files.readString(folder.resolve("stderr"));
    }

    /** @param announced what the program printed first */
    private static void awaitReady(String announced) {
        URI ready = URI.create(announced.replaceAll(".*(http[^\"]*).*", "$1") + "/ready");
        HttpClient client = HttpClient.newHttpClient();
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> client.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    private static void awaitReady(Process process) throws IOException {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            awaitReady(String.valueOf(out.readLine()));
        }
    }

    @ParameterizedTest
    @MethodSource("javaHomes")
    void listensUntilSigtermAndExitsWithZero(Path javaHome) throws Exception {
        Process process = start(
                javaHome,
                "--port",
                "0",
                "--json",
                "--data",
                folder.resolve("data").toString());
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String event = String.valueOf(out.readLine());
            assertThat(event).matches("\\{\"event\":\"ready\",\"url\":\"http://127\\.0\\.0\\.1:\\d+\"}");
            awaitReady(event);
            assertThat(Files.getPosixFilePermissions(folder.resolve("data").resolve("operator.json")))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            Process rotation = start(
                    javaHome, "rotate-keys", "--data", folder.resolve("data").toString());
            String rotated = new String(rotation.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(rotated).startsWith("{\"signs_from\":\"");
            assertThat(rotation.waitFor()).isZero();
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(folder.resolve("data").resolve("operator.json")).doesNotExist();
            assertThat(out.readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
        assertThat(stderr().lines()).noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--databse-url x | Did you mean --database-url?",
                "--prot 1 | Did you mean --port?",
                "--bind 0.0.0.0 | add --insecure",
                "--bind not.a.host.invalid | is not an address of this machine",
                "--port many | --port",
                "--database-url jdbc:postgresql://a/b | is not supported",
                "--key-file /dev/null | at least 32 random ones",
                "--node-credential-file /dev/null | holds 0 characters: expected 32 to 512 random ones",
                "--node-credential-file /no/such/file | --node-credential-file /no/such/file cannot be read",
                "--key-rotation 5m | expected 30d, or 0d for never",
                "--log-level loud | expected one of [ERROR, WARN, INFO, DEBUG, TRACE]",
            })
    void wrongArgumentsAreExplained(String arguments, String explanation) throws Exception {
        Process process = start(
                Path.of(System.getProperty("java.home")), arguments.strip().split(" "));
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stderr()).startsWith("auth-service: ").contains(explanation).doesNotContain("\tat ");
        assertThat(process.exitValue()).isIn(AuthServiceMain.EXIT_CONFIG, AuthServiceMain.EXIT_UNAVAILABLE);
    }

    /** The libraries' own lines come at debug. */
    @ParameterizedTest
    @CsvSource({"warn, false, false", "info, true, false", "debug, true, true"})
    void logsAsMuchAsIsAskedFor(String level, boolean ours, boolean libraries) throws Exception {
        Path java = Path.of(System.getProperty("java.home"));
        String data = folder.resolve("data").toString();
        endOnceReady(start(java, "--port", "0", "--data", data, "--log-level", level));
        assertThat(stderr().contains(" INFO  Database ")).isEqualTo(ours);
        assertThat(stderr().contains(" INFO  HikariDataSource ")).isEqualTo(libraries);
    }

    @Test
    void folderInUseIsSaid() throws Exception {
        Path java = Path.of(System.getProperty("java.home"));
        String data = folder.resolve("data").toString();
        Process first = start(java, "--port", "0", "--data", data);
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8))) {
            awaitReady(String.valueOf(out.readLine()));
            String operator = Files.readString(folder.resolve("data").resolve("operator.json"));
            Process second = start(java, "--port", "0", "--data", data);
            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(AuthServiceMain.EXIT_UNAVAILABLE);
            assertThat(stderr().lines())
                    .containsExactly("auth-service: the data folder " + data
                            + " is in use by another auth service: stop that one, or choose another with --data");
            assertThat(folder.resolve("data").resolve("operator.json"))
                    .as("the first one's")
                    .hasContent(operator);
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void theSecretOfTheKeysComesByEnvironmentToo() throws Exception {
        Path java = Path.of(System.getProperty("java.home"));
        String[] arguments = {"--port", "0", "--data", folder.resolve("data").toString()};
        Map<String, String> environment = Map.of(KEY_VARIABLE, KEY_SECRET);
        Path file = Files.writeString(folder.resolve("key-file"), KEY_SECRET + "\n");

        endOnceReady(start(java, environment, arguments));
        Process without = start(java, arguments);
        assertThat(without.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(without.exitValue()).isEqualTo(AuthServiceMain.EXIT_UNAVAILABLE);
        assertThat(stderr().lines().toList().get(stderr().split("\n").length - 1))
                .startsWith("auth-service: private key ")
                .endsWith("is sealed: give the secret that it was sealed under, with --key-file");
        assertThat(stderr()).doesNotContain("database away", "\tat ");
        endOnceReady(start(
                java,
                Map.of("TUNNEL_AUTH_KEY_FILE", file.toString(), KEY_VARIABLE, "canary-not-looked-at"),
                arguments));

        Process tooShort = start(java, Map.of(KEY_VARIABLE, "canary"), arguments);
        assertThat(tooShort.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(stderr())
                .contains(KEY_VARIABLE + ": the key secret has 6 characters")
                .doesNotContain("canary");
    }

    private static void endOnceReady(Process process) throws Exception {
        try {
            awaitReady(process);
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
