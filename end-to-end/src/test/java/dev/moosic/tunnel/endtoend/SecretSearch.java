package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Secrets, and the places where none of them may stand. */
final class SecretSearch {
    /** How a private key begins that is sealed. */
    static final String SEALED = "aes256gcm:";

    /** A shorter text could stand anywhere by chance. */
    private static final int SHORTEST = 16;

    private static final String KEY_SECRET = "canary-key-secret-0123456789-canary";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> secrets = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    void secret(String name, String secret) {
        assertThat(secret).as(name).hasSizeGreaterThanOrEqualTo(SHORTEST);
        secrets.put(name, secret);
    }

    /** The part of a JWT that nobody can do without. */
    void signatureOf(String name, String token) {
        secret(name, token.split("\\.")[2]);
    }

    /** The member of a JSON file that only its owner may read. */
    String member(String name, Path file, String member) throws IOException {
        JsonNode found = JSON.readTree(file.toFile()).findValue(member);
        assertThat(found).as("%s in %s", member, file).isNotNull();
        secret(name, found.asText());
        return found.asText();
    }

    /** What {@code --key-file} may hold. */
    String keySecret() {
        secret("secret of the keys", KEY_SECRET);
        return KEY_SECRET;
    }

    /** Places may have one name. */
    void place(String name, String text) {
        places.put(name + ", place " + places.size(), text);
    }

    void processList(List<RunningProgram> programs) {
        programs.forEach(program -> place("process list, " + program, program.commandLine()));
    }

    void output(List<RunningProgram> programs) {
        for (RunningProgram program : programs) {
            place("log of " + program, program.log());
            place("events of " + program, program.events().toString());
        }
    }

    /** What a database in files holds, among them. */
    void files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                place("file " + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
    }

    /** That a place is the right one: what is no secret stands in one whose name begins so. */
    void assertFound(String place, String text) {
        assertThat(places.entrySet().stream()
                        .anyMatch(entry -> entry.getKey().startsWith(place)
                                && entry.getValue().contains(text)))
                .as("\"%s\" stands in %s, one of %s", text, place, places.keySet())
                .isTrue();
    }

    void assertNoSecretFound() {
        List<String> found = new ArrayList<>();
        secrets.forEach((name, secret) -> places.forEach((place, text) -> {
            if (text.contains(secret)) {
                found.add(name + " in " + place);
            }
        }));
        assertThat(found).as("secrets that stand where others read them").isEmpty();
    }
}
