package dev.moosic.tunnel.bench.load;

/** What is measured did not carry the load; the sample is recorded as failed, with this reason. */
public final class LoadFailedException extends Exception {
    private static final long serialVersionUID = 1;

    public LoadFailedException(String message) {
        super(message);
    }
}
