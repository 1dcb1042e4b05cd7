package dev.moosic.tunnel.server.config;

/** A configuration that cannot be used; the message says what was found, what was expected and where. */
public final class ConfigException extends RuntimeException {
    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
