package dev.moosic.tunnel.client.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Lets {@code TUNNEL_SERVER} stand for {@code --server}, and so on for every long option but help and version. */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final Set<String> NEVER = Set.of("--help", "--version");

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || NEVER.contains(option.longestName())) {
            return null;
        }
        @Nullable String value = environment.get(variable(option));
        return value == null || value.isEmpty() ? null : value;
    }

    private static String variable(OptionSpec option) {
        return "TUNNEL_" + option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
