package dev.moosic.tunnel.client.config;

/** A bad configuration; the message says where, what was found, what was expected. Exit code 78. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message, null, false, false);
    }
}
