package dev.moosic.tunnel.auth.standalone;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code java -jar auth-service.jar}. */
public final class AuthServiceMain {
    /** Something needed is not there: a port, the database. */
    static final int EXIT_UNAVAILABLE = 69;

    /** The command line is wrong. */
    static final int EXIT_CONFIG = 78;

    private static final String LOGGING = "logback.configurationFile";

    private AuthServiceMain() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LOGGING) == null) {
            System.setProperty(LOGGING, "logback-auth-service.xml");
        }
        System.exit(run(System.getenv(), arguments));
    }

    /** @return the exit code */
    static int run(Map<String, String> environment, String... arguments) {
        return new CommandLine(new AuthServiceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setDefaultValueProvider(
                        argument -> argument instanceof OptionSpec option ? fromEnvironment(environment, option) : null)
                .setParameterExceptionHandler((failure, ignored) -> wrongArgument(failure))
                .execute(arguments);
    }

    private static @Nullable String fromEnvironment(Map<String, String> environment, OptionSpec option) {
        String name =
                option.longestName().replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
        return environment.get("TUNNEL_AUTH_" + name);
    }

    private static int wrongArgument(ParameterException failure) {
        PrintWriter err = failure.getCommandLine().getErr();
        err.println("auth-service: " + failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched) {
            String written = unmatched.getUnmatched().get(0);
            failure.getCommandLine().getCommandSpec().optionsMap().keySet().stream()
                    .max(Comparator.comparingInt(name -> commonLetters(written, name)))
                    .ifPresent(nearest -> err.println("Did you mean " + nearest + "?"));
        }
        err.println("Try: java -jar auth-service.jar --help");
        return EXIT_CONFIG;
    }

    /** How many letters both begin with and end with. */
    private static int commonLetters(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        int before = 0;
        while (before < shorter && one.charAt(before) == other.charAt(before)) {
            before++;
        }
        int after = 0;
        while (after < shorter - before
                && one.charAt(one.length() - 1 - after) == other.charAt(other.length() - 1 - after)) {
            after++;
        }
        return before + after;
    }
}
