package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.client.config.Mask;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Opens sessions, each with a fresh token. One per client process, whose {@code instance} it makes up. */
public final class ControlHandshake {
    private static final int INSTANCE_BYTES = 12;

    private final ControlConnector connector;
    private final EventLoop loop;
    private final TokenSource tokens;
    private final Consumer<StreamChannel> streams;
    private final boolean resume;
    private final String instance;

    /**
     * @param streams takes each stream that a server opens, on its event loop
     * @param resume whether sessions outlive the loss of their control connection
     */
    public ControlHandshake(
            ServerDialer dialer,
            EventLoop loop,
            TokenSource tokens,
            Consumer<StreamChannel> streams,
            Mask mask,
            boolean resume) {
        byte[] random = new byte[INSTANCE_BYTES];
        new SecureRandom().nextBytes(random);
        this.connector = new ControlConnector(dialer, mask);
        this.loop = loop;
        this.tokens = tokens;
        this.streams = streams;
        this.resume = resume;
        this.instance = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Sessions with {@code server}. */
    SessionOpener with(ServerAddress server) {
        return (tunnels, listener) -> open(server, tunnels, listener);
    }

    private Future<ControlSession> open(ServerAddress server, List<Tunnel> tunnels, SessionListener listener) {
        Promise<ControlSession> opened = loop.newPromise();
        token(server, opened, token -> {
            Future<Void> connecting = connector.connect(server, loop, hello(token, tunnels), (channel, answer) -> {
                Resumption resumption = new Resumption(connector, server, instance, answer);
                TokenRenewal renewal = new TokenRenewal(tokens, server, loop, token);
                opened.trySuccess(
                        TunnelSession.open(channel, answer, listener, streams, renewal, resume ? resumption : null));
            });
            connecting.addListener((Future<Void> done) -> {
                if (!done.isSuccess()) {
                    opened.tryFailure(Objects.requireNonNull(done.cause()));
                }
            });
            opened.addListener(done -> {
                if (opened.isCancelled()) {
                    connecting.cancel(false);
                }
            });
        });
        return opened;
    }

    /** Goes on with a fresh token, unless {@code outcome} is done by then. */
    private void token(ServerAddress server, Promise<?> outcome, Consumer<TunnelToken> then) {
        tokens.requestToken(server).addListener((Future<TunnelToken> answered) -> {
            if (!answered.isSuccess()) {
                outcome.tryFailure(answered.cause());
            } else if (!outcome.isDone()) {
                then.accept(answered.getNow());
            }
        });
    }

    private ClientHello hello(TunnelToken token, List<Tunnel> tunnels) {
        return ClientHello.newSession(token.value(), instance, Agent.NAME, tunnels);
    }
}
