package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientLimits;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Drain;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel client's session as the server sees it: who it is, the tunnels it has bound, and the way to open streams to
 * it. All methods may be called on any thread.
 */
public final class ConnectedClient {
    private final ClientId id;
    private final String instance;
    private final String agent;
    private final SocketAddress address;
    private final Instant since;
    private final Session session;
    private final ClientAllowance allowance;
    private volatile Runnable credentialCheck = () -> {};
    private volatile Grants grants;
    private volatile CompletableFuture<Void> reachable = CompletableFuture.completedFuture(null);
    private final ConcurrentNavigableMap<Long, ConnectedTunnel> tunnels = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Long, Tunnel> withheld = new ConcurrentSkipListMap<>();

    /**
     * @param instance random per client process
     * @param agent program and version, as the client says
     * @param address where the control connection comes from
     * @param grants what its token allows
     * @param defaults how much it may carry if its grants do not say
     */
    public ConnectedClient(
            ClientId id,
            String instance,
            String agent,
            SocketAddress address,
            Instant since,
            Session session,
            Grants grants,
            ClientLimits defaults) {
        this.id = id;
        this.instance = instance;
        this.agent = agent;
        this.address = address;
        this.since = since;
        this.session = session;
        this.grants = grants;
        this.allowance = new ClientAllowance(session, grants.limits(), defaults, System::nanoTime);
    }

    public ClientId id() {
        return id;
    }

    public String instance() {
        return instance;
    }

    public String agent() {
        return agent;
    }

    public SocketAddress address() {
        return address;
    }

    /** When the session began. */
    public Instant since() {
        return since;
    }

    /** Names this session in the connection registry (seeds: {@code tunnel_ws_id}); also the session's id. */
    public String tunnelWsId() {
        return session.id();
    }

    /** What the client may do, by its newest token; to be checked for each listener, stream and request. */
    public Grants grants() {
        return grants;
    }

    /** How much the client may carry; to be asked for each stream and request. */
    public ClientAllowance allowance() {
        return allowance;
    }

    void grants(Grants renewed) {
        grants = renewed;
        allowance.apply(renewed.limits());
    }

    /** Looks at the client's token again now: what was revoked or taken from it since takes effect. */
    public void recheck() {
        credentialCheck.run();
    }

    void onRecheck(Runnable check) {
        credentialCheck = check;
    }

    /** Resets the live streams of one tunnel: the right to it is lost. */
    void resetStreams(long tunnelId, String message) {
        session.resetStreams(init -> init.tunnelId() == tunnelId, StreamErrorCode.REVOKED, message);
    }

    /**
     * The lane for a next stream.
     *
     * @throws IllegalStateException if the session is over
     */
    public Lane lane() {
        return session.lane();
    }

    /**
     * A lane that lives on {@code loop}, with a control connection if there is such a one.
     *
     * @throws IllegalStateException if there is none: the session is over
     */
    public Lane laneOn(EventLoop loop) {
        Lane found = null;
        for (Lane lane : session.lanes()) {
            if (lane.eventLoop() == loop && (found == null || lane.isAttached())) {
                found = lane;
            }
        }
        if (found == null) {
            throw new IllegalStateException("session " + session.id() + " has no lane on this event loop");
        }
        return found;
    }

    public boolean isOpen() {
        return session.isOpen();
    }

    /** Whether there is a control connection now; without one the session waits for the client to resume it. */
    public boolean isReachable() {
        for (Lane lane : session.lanes()) {
            if (lane.isAttached()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Completes, on any thread, when the client {@linkplain #isReachable has} a control connection or the session is
     * over. Whoever waits sets a limit of time.
     */
    public CompletionStage<Void> whenReachable() {
        return reachable;
    }

    void becameUnreachable() {
        if (reachable.isDone() && !isReachable()) {
            reachable = new CompletableFuture<>();
        }
    }

    void becameReachable() {
        reachable.complete(null);
    }

    /** The bound tunnels, by rising id. A live view. */
    public Collection<ConnectedTunnel> tunnels() {
        return Collections.unmodifiableCollection(tunnels.values());
    }

    public @Nullable ConnectedTunnel tunnel(long tunnelId) {
        return tunnels.get(tunnelId);
    }

    /**
     * The http tunnel that answers for the client as a whole: the one with the lowest id among those without host names of
     * their own, or, if all have some, among all.
     */
    public @Nullable ConnectedTunnel httpTunnel() {
        ConnectedTunnel lowest = null;
        for (ConnectedTunnel tunnel : tunnels.values()) {
            if (tunnel.type() == Tunnel.Type.HTTP) {
                if (tunnel.hosts().isEmpty()) {
                    return tunnel;
                }
                lowest = lowest == null ? tunnel : lowest;
            }
        }
        return lowest;
    }

    /** The http tunnel that has claimed {@code host}, in lower case and without a port. */
    public @Nullable ConnectedTunnel httpTunnel(String host) {
        for (ConnectedTunnel tunnel : tunnels.values()) {
            if (tunnel.type() == Tunnel.Type.HTTP && tunnel.hosts().contains(host)) {
                return tunnel;
            }
        }
        return null;
    }

    void add(ConnectedTunnel tunnel) {
        tunnels.put(tunnel.id(), tunnel);
    }

    @Nullable
    ConnectedTunnel removeTunnel(long tunnelId) {
        return tunnels.remove(tunnelId);
    }

    /** Keeps in mind what was asked for and is not granted; past {@link ProtocolLimits#MAX_TUNNELS}, does nothing. */
    void withhold(Tunnel tunnel) {
        if (withheld.size() < ProtocolLimits.MAX_TUNNELS) {
            withheld.put(tunnel.id(), tunnel);
        }
    }

    @Nullable
    Tunnel takeWithheld(long tunnelId) {
        return withheld.remove(tunnelId);
    }

    /** What was asked for and is not granted, by rising id. */
    List<Tunnel> withheld() {
        return List.copyOf(withheld.values());
    }

    /** Live figures. */
    public SessionStatistics statistics() {
        return session.statistics();
    }

    /** Asks the client to go elsewhere; what runs may finish until {@code deadlineMs} from now. */
    public void drain(long deadlineMs, String message) {
        if (session.isOpen()) {
            session.lane().send(new Drain(deadlineMs, message));
        }
    }

    /** Ends the session and every stream of it, telling the client why. Later calls do nothing. */
    public void close(CloseCode code, long retryAfterMs, String message) {
        session.close(code, retryAfterMs, message);
    }

    @Override
    public String toString() {
        return id + "/" + session.id();
    }
}
