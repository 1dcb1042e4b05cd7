package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.net.AddressText;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on a {@code ClientHello}, {@code docs/protocol.md} section 5. Any thread. */
final class ClientHandshake {
    private static final Logger log = LoggerFactory.getLogger(ClientHandshake.class);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;

    /** After this a client that was turned away for the server's sake may try again. */
    static final Duration RETRY = Duration.ofSeconds(2);

    private final SessionServices services;
    private final SessionResumption resumption;
    private final Readiness readiness;
    private final ServerHelloFactory answers;
    private final int maxClients;

    ClientHandshake(SessionServices services, Readiness readiness, ServerHelloFactory answers, int maxClients) {
        this.services = services;
        this.resumption = new SessionResumption(services.sessions(), answers);
        this.readiness = readiness;
        this.answers = answers;
        this.maxClients = maxClients;
    }

    /**
     * Verifies a hello, and for a {@code NEW} session makes its tunnels ready.
     *
     * @return the outcome, on any thread; never fails
     */
    CompletionStage<HandshakeOutcome> verifyClientHandshake(ClientHello hello, ControlPeer peer) {
        return CompletableFuture.supplyAsync(() -> identify(hello), services.verification())
                .thenCompose(credential -> (hello.intent() == Intent.NEW
                                ? openSession(hello, credential, peer)
                                : resumption.continueSession(hello, credential, peer))
                        .thenApply(outcome -> accepted(outcome, hello, credential, peer)))
                .exceptionally(failure -> refused(failure, hello, peer));
    }

    private Credential identify(ClientHello hello) {
        HelloRules.check(hello);
        String token = String.valueOf(hello.token());
        try {
            return new Credential(token, services.verifier().verifyTunnel(token));
        } catch (InvalidTokenException e) {
            Status status = switch (e.reason()) {
                case WRONG_SERVER -> Status.ILLEGAL_HOST;
                case REVOKED -> Status.FORBIDDEN;
                case MALFORMED, BAD_SIGNATURE, UNKNOWN_KEY, WRONG_REQUEST, EXPIRED, NOT_YET_VALID ->
                    Status.UNAUTHORIZED;
            };
            throw new HandshakeException(status, String.valueOf(e.getMessage()));
        }
    }

    private CompletionStage<HandshakeOutcome> openSession(ClientHello hello, Credential credential, ControlPeer peer) {
        if (readiness.isDraining()) {
            throw new HandshakeException(Status.SERVICE_TEMPORARY_UNAVAILABLE, "this server is shutting down", RETRY);
        }
        ClientId id = credential.claims().clientId();
        ConnectedClient holder = services.clients().find(id);
        if (holder != null) {
            services.takeovers().check(holder, String.valueOf(hello.instance()));
        } else if (services.clients().size() >= maxClients) {
            throw new HandshakeException(
                    Status.SERVICE_TEMPORARY_UNAVAILABLE,
                    "this server is full: " + maxClients + " clients are connected",
                    RETRY);
        }
        ClientSession session = new ClientSession(services, hello, credential, peer, newSessionId(), newSecret());
        return bindAll(session, hello.tunnels())
                .thenApply(bound -> new HandshakeOutcome.Accepted(
                        answers.opened(session, bound), peer.loop(), session::begin, session::abandon));
    }

    private static CompletionStage<List<BoundTunnel>> bindAll(ClientSession session, @Nullable List<Tunnel> tunnels) {
        CompletionStage<List<BoundTunnel>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Tunnel tunnel : tunnels == null ? List.<Tunnel>of() : tunnels) {
            all = all.thenCombine(session.bind(tunnel), (list, bound) -> {
                list.add(bound);
                return list;
            });
        }
        return all;
    }

    private HandshakeOutcome accepted(
            HandshakeOutcome outcome, ClientHello hello, Credential credential, ControlPeer peer) {
        services.audit()
                .decided(AuditEntry.accepted(AuditEvent.HELLO)
                        .client(credential.claims().clientId())
                        .subject(credential.claims().tokenId())
                        .address(AddressText.withoutPort(peer.address()))
                        .reason(hello.intent()));
        return outcome;
    }

    private HandshakeOutcome refused(Throwable failure, ClientHello hello, ControlPeer peer) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof HandshakeException refusal) {
            services.audit()
                    .decided(AuditEntry.refused(AuditEvent.HELLO, refusal.status() + ": " + refusal.getMessage())
                            .subject(hello.instance())
                            .address(AddressText.withoutPort(peer.address())));
            return new HandshakeOutcome.Refused(refusal.answer());
        }
        log.error("hello failed address={}", AddressText.of(peer.address()), cause);
        return new HandshakeOutcome.Refused(ServerHello.error(
                Status.INTERNAL_SERVER_ERROR, "a fault of the server; its log tells", RETRY.toMillis()));
    }

    private static String newSessionId() {
        return Long.toUnsignedString(RANDOM.nextLong());
    }

    private static String newSecret() {
        byte[] secret = new byte[SECRET_BYTES];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }
}
