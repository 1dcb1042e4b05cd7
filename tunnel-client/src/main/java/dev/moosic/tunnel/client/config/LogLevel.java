package dev.moosic.tunnel.client.config;

/** How much is logged on stderr. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
}
