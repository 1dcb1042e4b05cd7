package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException.Reason;
import dev.moosic.tunnel.protocol.identity.TunnelClaims;
import dev.moosic.tunnel.protocol.mux.Lane;
import dev.moosic.tunnel.protocol.mux.Session;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionHandler;
import dev.moosic.tunnel.protocol.mux.StreamChannel;
import dev.moosic.tunnel.protocol.packet.Bind;
import dev.moosic.tunnel.protocol.packet.Bound;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.RefusalCode;
import dev.moosic.tunnel.protocol.packet.Renew;
import dev.moosic.tunnel.protocol.packet.SessionProof;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.protocol.packet.Unbind;
import dev.moosic.tunnel.server.net.AddressText;
import dev.moosic.tunnel.server.registry.Claim;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link ConnectedClient} asks of the server while it is connected: tunnels bound and given up, its token
 * renewed; and what follows when it is gone. Once begun, on the event loop of the session's first lane unless said
 * otherwise.
 */
final class ClientSession implements SessionHandler {
    private static final Logger log = LoggerFactory.getLogger(ClientSession.class);

    /** How often a session's token is looked at: an expiry or revocation takes effect within this time. */
    static final Duration CREDENTIAL_CHECK = Duration.ofSeconds(10);

    private final SessionServices services;
    private final ConnectedClient client;
    private final Session session;
    private final String secret;
    private final PublicAddress address;
    private volatile Credential credential;
    private CompletionStage<?> binding = CompletableFuture.completedFuture(null);
    private @Nullable CompletionStage<Claim> claim;
    private @Nullable Future<?> credentialCheck;
    private long generation;
    private int nextLane = 1;

    /**
     * @param secret keys the proofs of later hellos, base64url
     * @param address how the public side is reached, as told to this client
     */
    ClientSession(
            SessionServices services,
            ClientHello hello,
            Credential credential,
            ControlPeer peer,
            String id,
            String secret) {
        this.services = services;
        this.secret = secret;
        this.address = peer.dialled();
        this.credential = credential;
        this.session = new Session(Session.Role.ACCEPTOR, id, services.sessionSettings(), this);
        this.client = new ConnectedClient(
                credential.claims().clientId(),
                String.valueOf(hello.instance()),
                hello.agent() == null ? "" : hello.agent(),
                peer.address(),
                services.clock().instant(),
                session,
                credential.claims().grants(),
                services.defaultLimits());
    }

    ConnectedClient client() {
        return client;
    }

    Session session() {
        return session;
    }

    String secret() {
        return secret;
    }

    /** Makes one more tunnel ready, after those asked for before. Any thread; never fails. */
    synchronized CompletionStage<BoundTunnel> bind(Tunnel tunnel) {
        CompletionStage<BoundTunnel> bound =
                binding.thenCompose(before -> services.tunnels().bind(client, tunnel, address));
        binding = bound;
        return bound;
    }

    /** Takes effect at once, and again after what is being bound now. */
    private synchronized void unbind(long tunnelId) {
        services.tunnels().unbind(client, tunnelId);
        binding = binding.thenRun(() -> services.tunnels().unbind(client, tunnelId));
    }

    /**
     * Binds what was refused for want of a grant, once what is being bound now has its answer.
     *
     * @param lost tunnels of which the client was told already that they are not granted
     */
    private synchronized void bindWithheld(Set<Long> lost) {
        binding = binding.thenCompose(before -> {
            CompletionStage<?> all = CompletableFuture.completedFuture(null);
            for (Tunnel tunnel : client.withheld()) {
                all = all.thenCompose(previous -> services.tunnels().bindWithheld(client, tunnel, address))
                        .thenAccept(bound -> {
                            if (bound != null && !(bound.isUngranted() && lost.contains(bound.id()))) {
                                tell(bound);
                            }
                        });
            }
            return all;
        });
    }

    private void tell(BoundTunnel bound) {
        services.tunnels().activate(client);
        if (session.isOpen()) {
            session.lane().send(new Bound(bound));
        } else {
            services.tunnels().release(client);
        }
    }

    /** The client's control connection is the session's first lane: from here on it is connected. On its event loop. */
    void begin(Channel control) {
        Lane lane = session.addLane(control);
        services.sessions().add(this);
        ConnectedClient predecessor;
        synchronized (services.clients()) {
            predecessor = services.clients().add(client);
            services.tunnels().activate(client);
        }
        claim = services.registry().upsertConnection(client.id(), client.instance(), client.tunnelWsId());
        long period = CREDENTIAL_CHECK.toMillis();
        credentialCheck =
                lane.eventLoop().scheduleWithFixedDelay(this::checkCredential, period, period, TimeUnit.MILLISECONDS);
        client.onRecheck(() -> lane.eventLoop().execute(this::checkCredential));
        log.info(
                "client connected client={} session={} instance={} agent=\"{}\" address={} tunnels={}",
                client.id(),
                session.id(),
                client.instance(),
                client.agent(),
                AddressText.of(client.address()),
                client.tunnels().size());
        if (predecessor != null) {
            services.takeovers().supersede(predecessor, client);
        }
        if (!session.isOpen()) {
            closed(session, new SessionCloseReason.ConnectionLost("lost while it was set up"));
        }
    }

    /** The control connection went away before {@link #begin}. */
    void abandon() {
        services.tunnels().release(client);
    }

    /**
     * Whether {@code hello} proves that it comes from this session's client; one that does uses its generation up. Any
     * thread.
     */
    synchronized boolean admits(ClientHello hello) {
        if (hello.generation() <= generation || !SessionProof.matches(secret, hello)) {
            return false;
        }
        generation = hello.generation();
        return true;
    }

    /** Whether no later hello than the one of {@code hello} was admitted. */
    synchronized boolean isLatest(ClientHello hello) {
        return generation == hello.generation();
    }

    /** Whether {@code number} is what the session's next lane will have; if so the next call expects the one after. */
    synchronized boolean isNextLane(int number) {
        if (number != nextLane) {
            return false;
        }
        nextLane++;
        return true;
    }

    @Override
    public void streamOpened(StreamChannel stream) {
        stream.refuse(RefusalCode.NO_SUCH_TUNNEL, "streams are opened by the server");
    }

    @Override
    public void received(Lane lane, ControlPacket packet) {
        if (packet instanceof Bind bind) {
            bind(bind.tunnel()).thenAccept(this::tell);
        } else if (packet instanceof Unbind unbind) {
            unbind(unbind.tunnelId());
        } else if (packet instanceof Renew renew) {
            services.verification().execute(() -> renew(renew.token()));
        } else {
            session.close(CloseCode.PROTOCOL_ERROR, 0, packet.type() + " is not for a client to send");
        }
    }

    private void renew(String token) {
        try {
            TunnelClaims claims = services.verifier().verifyTunnel(token);
            if (!claims.clientId().equals(client.id())) {
                session.close(CloseCode.PROTOCOL_ERROR, 0, "the renewed token is another client's");
                return;
            }
            credential = new Credential(token, claims);
            apply(claims.grants());
            decided(AuditEntry.accepted(AuditEvent.RENEW)
                    .subject(claims.tokenId())
                    .reason("until " + claims.expiresAt()));
            log.debug("token renewed client={} session={} expires={}", client.id(), session.id(), claims.expiresAt());
        } catch (InvalidTokenException e) {
            decided(AuditEntry.refused(AuditEvent.RENEW, e.getMessage()));
        }
    }

    /** Goes on by other grants: closes what they do not allow, opens what they do, and tells the client. Any thread. */
    private synchronized void apply(Grants grants) {
        if (grants.equals(client.grants())) {
            return;
        }
        client.grants(grants);
        Set<Long> told = new HashSet<>();
        services.tunnels().enforceGrants(client, lost -> {
            String reason = lost.error() == null ? "" : lost.error().message();
            decided(AuditEntry.refused(AuditEvent.GRANT_LOST, reason));
            told.add(lost.id());
            if (session.isOpen()) {
                session.lane().send(new Bound(lost));
            }
        });
        bindWithheld(told);
    }

    private void decided(AuditEntry entry) {
        services.audit().decided(entry.client(client.id()).address(AddressText.withoutPort(client.address())));
    }

    private void checkCredential() {
        try {
            apply(services.verifier().verifyLive(credential).grants());
        } catch (InvalidTokenException e) {
            if (e.reason() == Reason.REVOKED) {
                decided(AuditEntry.refused(AuditEvent.SESSION, e.getMessage()));
                session.close(CloseCode.REVOKED, 0, String.valueOf(e.getMessage()));
            } else if (e.reason() == Reason.EXPIRED) {
                decided(AuditEntry.refused(AuditEvent.SESSION, "the token ran out and was not renewed"));
                session.close(CloseCode.TOKEN_EXPIRED, 0, "the token ran out and was not renewed");
            }
        }
    }

    @Override
    public void detached(Lane lane, SessionCloseReason reason) {
        client.becameUnreachable();
        log.info("client away client={} session={} reason=\"{}\"", client.id(), session.id(), reason);
    }

    @Override
    public void closed(Session ended, SessionCloseReason reason) {
        if (credentialCheck != null) {
            credentialCheck.cancel(false);
        }
        client.becameReachable();
        services.sessions().remove(this);
        services.clients().remove(client);
        services.tunnels().release(client);
        if (claim != null) {
            claim.thenCompose(services.registry()::deleteConnection);
            log.info("client gone client={} session={} reason=\"{}\"", client.id(), session.id(), reason);
        }
    }
}
