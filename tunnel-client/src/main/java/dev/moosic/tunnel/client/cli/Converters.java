package dev.moosic.tunnel.client.cli;

import dev.moosic.tunnel.client.config.DurationText;
import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.LogLevel;
import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From an option's text to its value, by the parsers that the configuration file uses too. */
final class Converters {
    private Converters() {}

    private abstract static class Parsed<T> implements ITypeConverter<T> {
        private final Function<String, T> parser;

        Parsed(Function<String, T> parser) {
            this.parser = parser;
        }

        @Override
        public T convert(String text) {
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    static final class Server extends Parsed<ServerAddress> {
        Server() {
            super(ServerAddress::parse);
        }
    }

    static final class Proxy extends Parsed<ProxyAddress> {
        Proxy() {
            super(ProxyAddress::parse);
        }
    }

    static final class Local extends Parsed<LocalAddress> {
        Local() {
            super(LocalAddress::parse);
        }
    }

    static final class Time extends Parsed<Duration> {
        Time() {
            super(DurationText::parse);
        }
    }

    static final class RemotePort extends Parsed<Integer> {
        RemotePort() {
            super(TunnelConfig::parseRemotePort);
        }
    }

    static final class Network extends Parsed<String> {
        Network() {
            super(TunnelConfig::checkNetwork);
        }
    }

    static final class Name extends Parsed<String> {
        Name() {
            super(TunnelConfig::checkName);
        }
    }

    static final class User extends Parsed<BasicUser> {
        User() {
            super(TunnelConfig::parseUser);
        }
    }

    static final class Host extends Parsed<String> {
        Host() {
            super(TunnelConfig::checkHost);
        }
    }

    static final class MaskKey extends Parsed<Mask> {
        MaskKey() {
            super(text -> constant(Mask.class, text));
        }
    }

    static final class Level extends Parsed<LogLevel> {
        Level() {
            super(text -> constant(LogLevel.class, text));
        }
    }

    static final class AccessMode extends Parsed<Tunnel.Access> {
        AccessMode() {
            super(text -> constant(Tunnel.Access.class, text));
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!names.contains(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is not one of " + String.join(", ", names));
        }
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
    }
}
