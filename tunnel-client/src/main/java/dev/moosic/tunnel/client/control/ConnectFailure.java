package dev.moosic.tunnel.client.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a try to connect came to nothing; stackless, since a server that is away brings it about at will. */
public final class ConnectFailure extends Exception {
    private static final long serialVersionUID = 1;

    /** What may follow. */
    public enum Then {
        /** The same again, later. */
        RETRY,
        /** The same again with a new session: the one to resume is gone. */
        NEW_SESSION,
        /** Never: the credential is refused for good. */
        CREDENTIAL_REFUSED,
        /** Never: the configuration is refused for good. */
        CONFIGURATION_REFUSED
    }

    private final ConnectStep step;
    private final Then then;
    private final Duration retryAfter;
    private final @Nullable String remedy;

    private ConnectFailure(ConnectStep step, Then then, Duration retryAfter, String message) {
        this(step, then, retryAfter, message, null);
    }

    private ConnectFailure(ConnectStep step, Then then, Duration retryAfter, String message, @Nullable String remedy) {
        super(message, null, false, false);
        this.remedy = remedy;
        this.step = step;
        this.then = then;
        this.retryAfter = retryAfter;
    }

    public static ConnectFailure retry(ConnectStep step, String message) {
        return new ConnectFailure(step, Then.RETRY, Duration.ZERO, message);
    }

    /** @param retryAfter the least time to wait, as the server asks */
    public static ConnectFailure retryAfter(ConnectStep step, Duration retryAfter, String message) {
        return new ConnectFailure(step, Then.RETRY, retryAfter, message);
    }

    static ConnectFailure unknownSession(String message) {
        return new ConnectFailure(ConnectStep.HELLO, Then.NEW_SESSION, Duration.ZERO, message);
    }

    public static ConnectFailure finalOne(ConnectStep step, Then then, String message) {
        return new ConnectFailure(step, then, Duration.ZERO, message);
    }

    /** @param remedy what to try, instead of what the step says */
    ConnectFailure withRemedy(String remedy) {
        return new ConnectFailure(step, then, retryAfter, getMessage(), remedy);
    }

    /** For people: what to try. */
    public String remedy() {
        return remedy == null ? step.remedy() : remedy;
    }

    public ConnectStep step() {
        return step;
    }

    public Then then() {
        return then;
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
