package dev.moosic.tunnel.protocol.mux;

import io.netty.channel.Channel;
import java.util.function.Consumer;

/** Makes control connections for tests: pairs of channels that carry packets, each side on an event loop of its own. */
interface ControlTransport extends AutoCloseable {

    /**
     * Connects. Each consumer is called on its channel's event loop when the channel carries packets, the acceptor's
     * first.
     */
    void connect(Consumer<Channel> dialer, Consumer<Channel> acceptor);

    /** Closes everything and waits for it. */
    @Override
    void close();
}
