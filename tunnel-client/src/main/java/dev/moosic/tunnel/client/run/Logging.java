package dev.moosic.tunnel.client.run;

import ch.qos.logback.classic.Level;
import dev.moosic.tunnel.client.config.LogLevel;
import org.slf4j.LoggerFactory;

/** How much this program logs; libraries stay at {@code warn}. */
final class Logging {
    private static final String OURS = "dev.moosic.tunnel";

    private Logging() {}

    static void setLevel(LogLevel level) {
        if (LoggerFactory.getLogger(OURS) instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(Level.valueOf(level.name()));
        }
    }
}
