package dev.moosic.tunnel.auth.standalone;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30d}, or {@code 0d} for never. */
final class RotationInterval implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        if (!text.matches("\\d{1,4}d")) {
            throw new TypeConversionException(
                    "'" + text + "' is not a time in whole days: expected 30d, or 0d for never");
        }
        return Duration.ofDays(Long.parseLong(text.substring(0, text.length() - 1)));
    }
}
