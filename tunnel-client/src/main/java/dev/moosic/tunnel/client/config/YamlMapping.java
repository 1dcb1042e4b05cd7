package dev.moosic.tunnel.client.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.reader.ReaderException;

/** A YAML mapping that knows where it stands in its file, so that each error can say {@code file:line}. */
final class YamlMapping {
    private final String file;
    private final Node node;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();

    private YamlMapping(String file, Node node) throws ConfigException {
        this.file = file;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            throw at(node, "expected \"key: value\" lines");
        }
        for (NodeTuple tuple : mapping.getValue()) {
            String key = scalar(tuple.getKeyNode());
            if (values.put(key, tuple.getValueNode()) != null) {
                throw at(tuple.getKeyNode(), "\"" + key + "\" is given twice");
            }
            keys.put(key, tuple.getKeyNode());
        }
    }

    static YamlMapping parse(String file, String text) throws ConfigException {
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            @Nullable Node root = new Yaml(options).compose(new java.io.StringReader(text));
            if (root == null) {
                throw new ConfigException(file + ": empty; define at least one tunnel under \"tunnels:\"");
            }
            return new YamlMapping(file, root);
        } catch (MarkedYAMLException e) {
            @Nullable Mark mark = e.getProblemMark();
            String line = mark == null ? "" : ":" + (mark.getLine() + 1);
            throw new ConfigException(file + line + ": not valid YAML: " + e.getProblem());
        } catch (ReaderException e) {
            throw new ConfigException(file + ": not valid YAML: a character that text files do not have");
        }
    }

    /** Refuses every key but {@code allowed}. */
    void allow(List<String> allowed) throws ConfigException {
        for (Map.Entry<String, Node> key : keys.entrySet()) {
            if (!allowed.contains(key.getKey())) {
                throw at(
                        key.getValue(),
                        "unknown key \"" + key.getKey() + "\"; did you mean \""
                                + NearestName.to(key.getKey(), allowed) + "\"? (keys here: "
                                + String.join(", ", allowed) + ")");
            }
        }
    }

    void refuse(String key, String why) throws ConfigException {
        if (has(key)) {
            throw error(key, "\"" + key + "\" does not belong here: " + why);
        }
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    /** @param parser may throw {@link IllegalArgumentException}, whose message is shown */
    <T> @Nullable T value(String key, Function<String, T> parser) throws ConfigException {
        @Nullable Node value = values.get(key);
        return value == null ? null : parsed(key, value, parser);
    }

    /** One value, or a sequence of them; empty if the key is absent. */
    <T> List<T> values(String key, Function<String, T> parser) throws ConfigException {
        @Nullable Node value = values.get(key);
        List<T> parsed = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                parsed.add(parsed(key, element, parser));
            }
        } else if (value != null) {
            parsed.add(parsed(key, value, parser));
        }
        return List.copyOf(parsed);
    }

    @Nullable
    Boolean flag(String key) throws ConfigException {
        return value(key, text -> switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
        });
    }

    /** One of the constants of {@code type}, in lower case. */
    <E extends Enum<E>> @Nullable E choice(String key, Class<E> type) throws ConfigException {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return value(key, text -> {
            if (!names.contains(text)) {
                throw new IllegalArgumentException("\"" + text + "\" is not one of " + String.join(", ", names));
            }
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
    }

    <T> T required(String key, @Nullable T value) throws ConfigException {
        if (value == null) {
            throw at(node, "\"" + key + "\" is missing");
        }
        return value;
    }

    /** The mappings of a sequence; empty if the key is absent. */
    List<YamlMapping> mappings(String key) throws ConfigException {
        @Nullable Node value = values.get(key);
        List<YamlMapping> mappings = new ArrayList<>();
        if (value instanceof SequenceNode sequence) {
            for (Node element : sequence.getValue()) {
                mappings.add(new YamlMapping(file, element));
            }
        } else if (value != null) {
            throw at(value, "\"" + key + "\" is a list: begin each entry with \"- \"");
        }
        return mappings;
    }

    ConfigException error(String key, String message) {
        return at(keys.getOrDefault(key, node), message);
    }

    private <T> T parsed(String key, Node value, Function<String, T> parser) throws ConfigException {
        try {
            return parser.apply(scalar(value));
        } catch (IllegalArgumentException e) {
            throw at(value, key + ": " + e.getMessage());
        }
    }

    private String scalar(Node value) throws ConfigException {
        if (value instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return scalar.getValue();
        }
        throw at(value, "expected a single value");
    }

    private ConfigException at(Node where, String message) {
        return new ConfigException(file + ":" + (where.getStartMark().getLine() + 1) + ": " + message);
    }
}
