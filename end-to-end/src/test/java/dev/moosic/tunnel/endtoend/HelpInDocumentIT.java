package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/operations.md} ends with the help of every command, so that it names every option and default there is and
 * none that is not. To bring it up to date after a change: {@code mvn verify -Dtest=none -Dit.test=HelpInDocumentIT
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -DwriteHelp}.
 */
class HelpInDocumentIT {
    private static final Path DOCUMENT = Program.CHECKOUT.resolve("docs").resolve("operations.md");
    private static final String HEADING = "## Reference: options\n";

    @Test
    void operationsEndsWithTheHelpOfEveryCommand() throws IOException {
        String document = Files.readString(DOCUMENT);
        String before = document.substring(0, document.indexOf(HEADING) + HEADING.length());
        String expected = before + Stream.of(Program.values()).map(this::help).collect(Collectors.joining());
        if (System.getProperty("writeHelp") != null) {
            Files.writeString(DOCUMENT, expected);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(expected);
    }

    private String help(Program program) {
        StringBuilder text = new StringBuilder();
        String main = help(program, List.of("--help"));
        append(text, program.title, main);
        for (String subcommand : subcommands(main)) {
            append(text, program.title + " " + subcommand, help(program, List.of(subcommand, "--help")));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String title, String help) {
        text.append("\n### ").append(title).append("\n\n```text\n").append(help).append("```\n");
    }

    /** What differs from machine to machine is written as a person would. */
    private static String help(Program program, List<String> arguments) {
        Completed help = Completed.run(program.command(arguments));
        assertThat(help.exitCode())
                .as("%s %s: %s", program.title, arguments, help.errors())
                .isZero();
        return help.output().replace(System.getProperty("user.home"), "~").replaceAll(" +\n", "\n");
    }

    /** The first words of the indented lines under {@code Commands}. */
    private static List<String> subcommands(String help) {
        List<String> names = new ArrayList<>();
        for (String line : help.lines()
                .dropWhile(line -> !line.startsWith("Commands"))
                .skip(1)
                .takeWhile(line -> line.startsWith("  "))
                .toList()) {
            if (!line.startsWith("   ")) {
                names.add(line.strip().split("\\s", 2)[0]);
            }
        }
        names.remove("help");
        return names;
    }
}
