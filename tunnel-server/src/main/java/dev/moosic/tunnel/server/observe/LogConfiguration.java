package dev.moosic.tunnel.server.observe;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.hook.DefaultShutdownHook;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.status.NopStatusListener;

/**
 * What goes to which log, found by Logback as a service unless a configuration file is named or on the class path. In
 * code, since a file would have every start read XML.
 */
@ConfiguratorRank(ConfiguratorRank.NOMINAL)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";
    private static final int AUDIT_LINES = 8_192;

    /** Made by Logback. */
    public LogConfiguration() {}

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        loggers.getStatusManager().add(new NopStatusListener());
        Appender<ILoggingEvent> stderr = stderr(loggers);
        logger(loggers, Logger.ROOT_LOGGER_NAME, Level.WARN).addAppender(stderr);
        logger(loggers, "dev.moosic", Level.INFO);
        // Says that MySQL is newer than Flyway has seen: nothing that an operator could act on.
        logger(loggers, "org.flywaydb.core.internal.database.base.Database", Level.ERROR);
        // The access log and the audit log are told on event loops: written from other threads.
        alone(loggers, "access", access(loggers));
        alone(loggers, "audit", audit(loggers, stderr));
        closeAtTheEnd(loggers);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Appender<ILoggingEvent> stderr(LoggerContext loggers) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        appender.setEncoder(encoder(loggers));
        return started(loggers, "stderr", appender);
    }

    private static Appender<ILoggingEvent> access(LoggerContext loggers) {
        BatchingAppender appender = new BatchingAppender();
        appender.setEncoder(encoder(loggers));
        return started(loggers, "access", appender);
    }

    /** Drops lines rather than wait; its counter in the metrics misses nothing. */
    private static Appender<ILoggingEvent> audit(LoggerContext loggers, Appender<ILoggingEvent> stderr) {
        AsyncAppender appender = new AsyncAppender();
        appender.setContext(loggers);
        appender.setQueueSize(AUDIT_LINES);
        appender.setNeverBlock(true);
        appender.addAppender(stderr);
        return started(loggers, "audit", appender);
    }

    private static PatternLayoutEncoder encoder(LoggerContext loggers) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(loggers);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Appender<ILoggingEvent> started(
            LoggerContext loggers, String name, Appender<ILoggingEvent> appender) {
        appender.setContext(loggers);
        appender.setName(name);
        appender.start();
        return appender;
    }

    private static Logger logger(LoggerContext loggers, String name, Level level) {
        Logger logger = loggers.getLogger(name);
        logger.setLevel(level);
        return logger;
    }

    private static void alone(LoggerContext loggers, String name, Appender<ILoggingEvent> appender) {
        Logger logger = logger(loggers, name, Level.INFO);
        logger.setAdditive(false);
        logger.addAppender(appender);
    }

    /** Stops the appenders, which write what waits. */
    private static void closeAtTheEnd(LoggerContext loggers) {
        DefaultShutdownHook hook = new DefaultShutdownHook();
        hook.setContext(loggers);
        Runtime.getRuntime().addShutdownHook(new Thread(hook, "logs"));
    }
}
