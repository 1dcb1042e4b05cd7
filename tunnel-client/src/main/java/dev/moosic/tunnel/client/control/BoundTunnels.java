package dev.moosic.tunnel.client.control;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ClientListener;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one server said of each tunnel. A tunnel that failed for a reason that may pass, such as a port that another
 * client still holds, is asked for again every {@link #ASK_AGAIN}; the failure is told once. One that is not granted is
 * not: the server binds it by itself when it is. On the event loop, apart from {@link #answers}.
 */
final class BoundTunnels {
    static final Duration ASK_AGAIN = Duration.ofSeconds(15);

    /** What tunnels may take of a hello, beside a token of 8,192 bytes and the rest. */
    private static final int HELLO_BYTES = 6_144;

    private final ServerAddress server;
    private final EventLoop loop;
    private final TunnelSet tunnels;
    private final ClientListener listener;
    private final Map<Long, BoundTunnel> answers = new ConcurrentHashMap<>();

    BoundTunnels(ServerAddress server, EventLoop loop, TunnelSet tunnels, ClientListener listener) {
        this.server = server;
        this.loop = loop;
        this.tunnels = tunnels;
        this.listener = listener;
    }

    /** Those to ask for in the hello: as many as certainly fit it. */
    List<Tunnel> wantedAtOnce() {
        List<Tunnel> all = tunnels.wanted();
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            bytes += all.get(i).jsonBytes() + 1;
            if (bytes > HELLO_BYTES) {
                return all.subList(0, i);
            }
        }
        return all;
    }

    /**
     * A session opened.
     *
     * @param asked what its hello asked for; the others are asked for now, and what is no longer wanted is given up
     * @param bound its answers
     */
    void opened(ControlSession session, List<Tunnel> asked, List<BoundTunnel> bound) {
        answers.clear();
        bound.forEach(tunnel -> answered(session, tunnel));
        Set<Long> known = asked.stream().map(Tunnel::id).collect(toSet());
        known.stream().filter(id -> tunnels.get(id) == null).forEach(session::unbind);
        tunnels.byId().keySet().stream().filter(id -> !known.contains(id)).forEach(id -> ask(session, id));
    }

    void changed(ControlSession session, List<Long> unbind, List<Long> bind) {
        for (long id : unbind) {
            session.unbind(id);
            answers.remove(id);
        }
        for (long id : bind) {
            ask(session, id);
        }
    }

    void answered(ControlSession session, BoundTunnel answer) {
        @Nullable TunnelConfig tunnel = tunnels.get(answer.id());
        if (tunnel == null) {
            return;
        }
        BoundTunnel bound = onlyIfRulesAreKept(tunnel, answer);
        if (bound != answer) {
            session.unbind(answer.id());
        }
        @Nullable BoundTunnel before = answers.put(bound.id(), bound);
        BoundTunnel.@Nullable Failure error = bound.error();
        if (error == null) {
            listener.on(
                    new ClientEvent.TunnelUp(server, tunnel, Objects.requireNonNullElse(bound.remote(), "unknown")));
            return;
        }
        if (before == null || before.error() == null || before.error().code() != error.code()) {
            listener.on(new ClientEvent.TunnelFailed(
                    server, tunnel, error.code().name().toLowerCase(java.util.Locale.ROOT), error.message()));
        }
        if (mayPass(error.code())) {
            loop.schedule(() -> askAgain(session, bound), ASK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** A server that does not know a rule would let everybody in: such a tunnel is none. */
    private static BoundTunnel onlyIfRulesAreKept(TunnelConfig config, BoundTunnel answer) {
        Tunnel asked = config.toTunnel(answer.id());
        List<String> missing = answer.error() != null ? List.of() : answer.missing(asked);
        return missing.isEmpty()
                ? answer
                : BoundTunnel.failed(
                        asked,
                        BoundTunnel.Code.BAD_REQUEST,
                        "the server does not know "
                                + missing.stream().map(BoundTunnels::words).collect(joining(" and "))
                                + ": it has to be brought up to date");
    }

    private static String words(String rule) {
        return switch (rule) {
            case AddressRules.NAME -> "the rules \"allow\" and \"deny\"";
            case BasicUser.RULE -> "access \"basic\"";
            default -> "the rule \"" + rule + "\"";
        };
    }

    /** Unless another answer has come since. */
    private void askAgain(ControlSession session, BoundTunnel failed) {
        if (answers.get(failed.id()) == failed) {
            ask(session, failed.id());
        }
    }

    private void ask(ControlSession session, long id) {
        @Nullable TunnelConfig tunnel = tunnels.get(id);
        if (tunnel != null && session.isOpen()) {
            session.bind(tunnel.toTunnel(id));
        }
    }

    private static boolean mayPass(BoundTunnel.Code code) {
        return switch (code) {
            case PORT_TAKEN, NO_FREE_PORT, HOST_TAKEN, UNAVAILABLE -> true;
            case PORT_NOT_GRANTED,
                    PORT_OUT_OF_RANGE,
                    HOST_NOT_GRANTED,
                    ACCESS_NOT_GRANTED,
                    DUPLICATE,
                    TOO_MANY_TUNNELS,
                    BAD_REQUEST -> false;
        };
    }

    /** Whether each tunnel was answered, and none given; those that did not fit the hello are answered after it. */
    boolean noneBound() {
        return tunnels.byId().keySet().stream()
                .map(answers::get)
                .allMatch(answer -> answer != null && answer.error() != null);
    }

    /** Whether there are tunnels, and each was refused for want of a grant. */
    boolean noneGranted() {
        Set<Long> wanted = tunnels.byId().keySet();
        return !wanted.isEmpty()
                && wanted.stream().map(answers::get).allMatch(answer -> answer != null && answer.isUngranted());
    }

    /** Any thread. */
    List<ServerConnection.Answer> answers() {
        return tunnels.byId().entrySet().stream()
                .map(entry -> new ServerConnection.Answer(entry.getValue(), answers.get(entry.getKey())))
                .toList();
    }
}
