package dev.moosic.tunnel.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The file of {@code --config}: YAML, whose keys are the options' long names without the dashes. */
public final class ConfigFile {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ConfigFile() {}

    /**
     * Reads the file. Lists become text with commas, as on the command line.
     *
     * @param known the keys there are
     * @throws ConfigException naming the file and, where there is one, the key at fault and the nearest valid one
     */
    public static Map<String, String> read(Path file, Set<String> known) {
        JsonNode root = parse(file);
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            String key = entry.getKey();
            if (!known.contains(key)) {
                throw new ConfigException(file + ": unknown key \"" + key + "\"" + suggestion(key, known));
            }
            values.put(key, text(file, key, entry.getValue()));
        }
        return values;
    }

    private static JsonNode parse(Path file) {
        JsonNode root;
        try {
            root = YAML.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new ConfigException(file + ": not YAML: " + e.getOriginalMessage() + " (line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ")");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e);
        }
        if (root.isObject() || root.isMissingNode() || root.isNull()) {
            return root;
        }
        throw new ConfigException(file + ": expected lines of the form \"key: value\"");
    }

    private static String suggestion(String key, Set<String> known) {
        String nearest = NearestName.of(key, known);
        return nearest != null
                ? ": did you mean \"" + nearest + "\"?"
                : ": expected one of " + known.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String text(Path file, String key, JsonNode value) {
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .map(item -> text(file, key, item))
                    .collect(Collectors.joining(","));
        }
        if (value.isValueNode() && !value.isNull()) {
            return value.asText();
        }
        throw new ConfigException(file + ": \"" + key + "\" has no value: expected text, a number or a list of them");
    }
}
