package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.PortRange;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 20000-20999}. */
final class PortRanges implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String text) {
        try {
            return PortRange.parse(text.strip());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
