package dev.moosic.tunnel.bench.load;

import java.util.Map;

/** What is measured did not carry the load; the sample is recorded as failed, with this reason. */
public final class LoadFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Map<String, Double> before;

    public LoadFailedException(String message) {
        this(message, Map.of());
    }

    /** @param before what was measured before it failed */
    public LoadFailedException(String message, Map<String, Double> before) {
        super(message);
        this.before = before;
    }

    public Map<String, Double> before() {
        return before;
    }
}
