package dev.moosic.tunnel.server.cli;

import dev.moosic.tunnel.protocol.identity.ByteRate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads bytes a second, such as {@code 10MB/s}. */
final class ByteRates implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        try {
            return ByteRate.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
