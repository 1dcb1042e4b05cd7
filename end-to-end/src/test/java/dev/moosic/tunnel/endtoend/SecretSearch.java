package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Secrets, and the places where none of them may stand. */
final class SecretSearch {
    /** A shorter text could stand anywhere by chance. */
    private static final int SHORTEST = 16;

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

    /** Places may have one name. */
    void place(String name, String text) {
        places.put(name + " " + places.size(), text);
    }

    void processList(List<RunningProgram> programs) {
        programs.forEach(program -> place("process list", program.commandLine()));
    }

    void output(List<RunningProgram> programs) {
        for (RunningProgram program : programs) {
            place("log", program.log());
            place("events", program.events().toString());
        }
    }

    /** That the places are the right ones: what is no secret stands in one of them. */
    void assertFound(String text) {
        assertThat(places.values()).anyMatch(place -> place.contains(text));
    }

    void assertNoSecretFound() {
        secrets.forEach((name, secret) -> places.forEach((place, text) ->
                assertThat(text.contains(secret)).as("%s in %s", name, place).isFalse()));
    }
}
