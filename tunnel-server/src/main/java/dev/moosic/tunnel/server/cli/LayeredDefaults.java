package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.server.config.ConfigFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option that is not on the command line gets its value: the environment ({@code TUNNEL_REMOTE_PORTS} for
 * {@code --remote-ports}; {@code PORT} for {@code --port}), then the file, then the option's own default.
 */
final class LayeredDefaults implements IDefaultValueProvider {
    private static final String CONFIG_OPTION = "--config";
    private static final Set<String> ONLY_COMMAND_LINE = Set.of("help", "version", "config");

    private final Map<String, String> environment;
    private final Map<String, String> file;

    private LayeredDefaults(Map<String, String> environment, Map<String, String> file) {
        this.environment = environment;
        this.file = file;
    }

    /**
     * @param arguments searched for {@code --config}, since the file comes before the parsing
     * @throws dev.moosic.tunnel.server.config.ConfigException if there is a file, and it is no good
     */
    static LayeredDefaults of(List<String> arguments, Map<String, String> environment, CommandSpec server) {
        String path = configPath(arguments, environment);
        return new LayeredDefaults(environment, path == null ? Map.of() : ConfigFile.read(Path.of(path), keys(server)));
    }

    private static @Nullable String configPath(List<String> arguments, Map<String, String> environment) {
        for (int index = 0; index < arguments.size(); index++) {
            String argument = arguments.get(index);
            if (argument.startsWith(CONFIG_OPTION + "=")) {
                return argument.substring(CONFIG_OPTION.length() + 1);
            }
            if (argument.equals(CONFIG_OPTION) && index + 1 < arguments.size()) {
                return arguments.get(index + 1);
            }
        }
        return environment.get("TUNNEL_CONFIG");
    }

    /** The keys of the file: the long names of all options that make sense there. */
    static Set<String> keys(CommandSpec server) {
        Set<String> keys = new LinkedHashSet<>();
        for (OptionSpec option : server.options()) {
            keys.add(key(option));
        }
        keys.removeAll(ONLY_COMMAND_LINE);
        return keys;
    }

    private static String key(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || ONLY_COMMAND_LINE.contains(key(option))) {
            return null;
        }
        String key = key(option);
        String value = environment.get("TUNNEL_" + key.replace('-', '_').toUpperCase(Locale.ROOT));
        if (value == null && key.equals("port")) {
            value = environment.get("PORT");
        }
        return value != null ? value : file.get(key);
    }
}
