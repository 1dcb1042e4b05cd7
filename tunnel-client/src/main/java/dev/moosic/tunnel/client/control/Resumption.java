package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.SessionProof;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries to give a lane another control connection, {@code docs/protocol.md} section 9: to the very node that holds the
 * session, with a rising generation and a proof. On the event loop.
 */
final class Resumption {
    private final ControlConnector connector;
    private final ServerAddress address;
    private final String instance;
    private final @Nullable String session;
    private final @Nullable String secret;
    private long generation;

    /** @param opened the answer that opened the session */
    Resumption(ControlConnector connector, ServerAddress dialled, String instance, ServerHello opened) {
        this.connector = connector;
        this.address = addressOf(opened, dialled);
        this.instance = instance;
        this.session = opened.session();
        this.secret = opened.secret();
    }

    private static ServerAddress addressOf(ServerHello opened, ServerAddress dialled) {
        @Nullable String own = opened.address();
        try {
            ServerAddress named = own == null ? dialled : ServerAddress.parse(own);
            // A node never talks a client out of TLS.
            return dialled.tls() && !named.tls() ? dialled : named;
        } catch (IllegalArgumentException e) {
            return dialled;
        }
    }

    /** Whether the server told what it takes. */
    boolean isPossible() {
        return session != null && secret != null;
    }

    /**
     * One try.
     *
     * @param welcomed takes the channel over; see {@link ControlConnector#connect}
     */
    Future<Void> attempt(Lane lane, TunnelToken token, BiConsumer<Channel, ServerHello> welcomed) {
        generation++;
        long received = lane.received();
        String id = Objects.requireNonNull(session);
        ClientHello hello = new ClientHello(
                ProtocolLimits.VERSION,
                ClientHello.Intent.RESUME,
                token.value(),
                instance,
                Agent.NAME,
                List.of(),
                id,
                lane.number(),
                generation,
                received,
                SessionProof.of(
                        Objects.requireNonNull(secret),
                        ClientHello.Intent.RESUME,
                        id,
                        lane.number(),
                        generation,
                        received));
        return connector.connect(address, lane.eventLoop(), hello, welcomed);
    }
}
