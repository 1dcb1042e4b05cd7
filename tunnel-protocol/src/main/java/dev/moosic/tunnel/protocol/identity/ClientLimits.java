package dev.moosic.tunnel.protocol.identity;

/**
 * How much a client may carry at once and in time; zero: not said, so the server's own default holds. Up and down are
 * the client's: up is what it sends (a listener hears it), down what it receives.
 *
 * @param streams live streams
 * @param upBytes bytes a second from the client, over all its streams
 * @param downBytes bytes a second to the client, over all its streams
 * @param requests HTTP exchanges begun a second
 */
public record ClientLimits(int streams, long upBytes, long downBytes, int requests) {
    /** Nothing is said. */
    public static final ClientLimits UNSAID = new ClientLimits(0, 0, 0, 0);

    /** @throws IllegalArgumentException if one is negative */
    public ClientLimits {
        if (streams < 0 || upBytes < 0 || downBytes < 0 || requests < 0) {
            throw new IllegalArgumentException("a limit is negative: expected 0 (not said) or more");
        }
    }

    /** These, and the {@code defaults} for what is not said. */
    public ClientLimits orElse(ClientLimits defaults) {
        return new ClientLimits(
                streams == 0 ? defaults.streams : streams,
                upBytes == 0 ? defaults.upBytes : upBytes,
                downBytes == 0 ? defaults.downBytes : downBytes,
                requests == 0 ? defaults.requests : requests);
    }
}
