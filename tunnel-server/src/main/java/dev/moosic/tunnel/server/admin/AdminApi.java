package dev.moosic.tunnel.server.admin;

import dev.moosic.tunnel.auth.ApiTokenTerms;
import dev.moosic.tunnel.auth.Client;
import dev.moosic.tunnel.auth.Requester;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.server.admin.AdminMessages.AuthorityAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.ClientState;
import dev.moosic.tunnel.server.admin.AdminMessages.ClientsAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.GrantRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.InviteRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.ReleaseAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.RevokeAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.RotateKeysAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.SignUrlRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenAnswer;
import dev.moosic.tunnel.server.admin.AdminMessages.TokenRequest;
import dev.moosic.tunnel.server.admin.AdminMessages.TunnelState;
import dev.moosic.tunnel.server.control.ConnectedClient;
import dev.moosic.tunnel.server.control.ConnectedClients;
import dev.moosic.tunnel.server.net.AddressText;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the admin listener can do. Any thread; nothing blocks. Methods throw, or their stages fail with,
 * {@link IllegalArgumentException} for what was asked wrongly, {@link AdminRefusedException} for what cannot be now.
 */
final class AdminApi {
    private final ServerAuth auth;
    private final ConnectedClients connected;
    private final PortRange remotePorts;
    private final ConnectionRegistry registry;
    private final Reservations reservations;
    private final Supplier<CompletionStage<String>> authorityPem;

    /**
     * @param remotePorts what an invite grants if nothing else is asked for
     * @param authorityPem the certificate of the private authority
     * @param clock what says how long ago grants were changed
     */
    AdminApi(
            ServerAuth auth,
            ConnectedClients connected,
            PortRange remotePorts,
            ConnectionRegistry registry,
            Audit audit,
            Supplier<CompletionStage<String>> authorityPem,
            Clock clock) {
        this.registry = registry;
        this.reservations = new Reservations(auth, connected, registry, audit, clock);
        this.auth = auth;
        this.connected = connected;
        this.remotePorts = remotePorts;
        this.authorityPem = authorityPem;
    }

    CompletionStage<InviteAnswer> invite(InviteRequest request, Requester by) {
        ClientId id = clientId(request.clientId());
        List<String> asked = request.grants();
        Grants grants = Grants.parse(asked == null ? List.of("http", "tcp:" + remotePorts) : asked);
        Duration lifetime = duration(request.ttl(), ServerAuth.DEFAULT_INVITE_LIFETIME);
        return auth.createInvite(id, grants, lifetime, by)
                .thenApply(invite -> new InviteAnswer(
                        invite.line(),
                        id.value(),
                        grants.toList(),
                        invite.expiresAt().toString()));
    }

    CompletionStage<TokenAnswer> token(TokenRequest request, Requester by) {
        List<String> names = request.clientIds() == null ? List.of() : request.clientIds();
        List<ClientId> ids = names.stream().map(AdminApi::clientId).toList();
        Duration lifetime = duration(request.ttl(), ApiTokenTerms.DEFAULT_LIFETIME);
        ApiTokenTerms terms = new ApiTokenTerms(
                Set.copyOf(ids), lifetime, "api", orEmpty(request.methods()), orEmpty(request.pathPrefixes()));
        return auth.issueApiToken(terms, by)
                .thenApply(issued ->
                        new TokenAnswer(issued.token(), issued.expiresAt().toString()));
    }

    CompletionStage<SignUrlAnswer> signUrl(SignUrlRequest request, Requester by) {
        if (request.url() == null) {
            throw new IllegalArgumentException("\"url\" is missing: expected the URL to sign");
        }
        ClientId id = request.clientId() == null ? null : clientId(request.clientId());
        return auth.signUrl(request.url(), id, duration(request.ttl(), ServerAuth.DEFAULT_URL_LIFETIME), by)
                .thenApply(signed ->
                        new SignUrlAnswer(signed.url(), signed.expiresAt().toString()));
    }

    CompletionStage<RotateKeysAnswer> rotateKeys(Requester by) {
        return auth.rotateKeys(by).thenApply(signsFrom -> new RotateKeysAnswer(signsFrom.toString()));
    }

    CompletionStage<AuthorityAnswer> authority() {
        return authorityPem.get().thenApply(AuthorityAnswer::new);
    }

    CompletionStage<ClientsAnswer> clients() {
        return auth.clients()
                .thenApply(known -> new ClientsAnswer(known.stream()
                        .map(client -> state(client, connected.find(client.clientId())))
                        .toList()));
    }

    CompletionStage<RevokeAnswer> revoke(String clientId, Requester by) {
        ClientId id = clientId(clientId);
        ConnectedClient client = connected.find(id);
        int sessions = client == null ? 0 : 1;
        int tunnels = client == null ? 0 : client.tunnels().size();
        int streams = client == null ? 0 : client.statistics().liveStreams();
        CompletionStage<Integer> elsewhere = registry.findTunnelWsId(id)
                .thenApply(all -> Math.max(0, all.size() - sessions))
                .exceptionally(registryAway -> 0);
        return auth.revoke(id, by).thenCombine(elsewhere, (revoked, others) -> {
            if (!revoked) {
                return new RevokeAnswer(id.value(), false, 0, 0, 0, 0);
            }
            if (client != null) {
                client.close(CloseCode.REVOKED, 0, "the client was revoked by the operator");
            }
            return new RevokeAnswer(id.value(), true, sessions, tunnels, streams, others);
        });
    }

    CompletionStage<GrantAnswer> grant(String clientId, GrantRequest request, Requester by) {
        ClientId id = clientId(clientId);
        Grants grants = Grants.parse(request.grants() == null ? List.of() : request.grants());
        return auth.changeGrants(id, grants, by).thenApply(changed -> {
            if (!changed) {
                throw new IllegalArgumentException(
                        "there is no client \"" + id + "\": the subcommand clients lists those there are");
            }
            return new GrantAnswer(id.value(), grants.toList());
        });
    }

    CompletionStage<ReleaseAnswer> releasePort(String port, Requester by) {
        PortRange one = PortRange.parse(port);
        if (one.first() != one.last()) {
            throw new IllegalArgumentException("\"" + port + "\" is a range: expected one port");
        }
        return reservations.releasePort(one.first(), by);
    }

    CompletionStage<ReleaseAnswer> releaseHost(String host, Requester by) {
        return reservations.releaseHost(host, by);
    }

    private static ClientState state(Client known, @Nullable ConnectedClient client) {
        List<String> grants = known.grants().toList();
        if (client == null) {
            String state = known.revokedAt() == null ? "disconnected" : "revoked";
            return new ClientState(known.clientId().value(), state, grants, null, null, null, 0, 0, 0, List.of());
        }
        SessionStatistics figures = client.statistics();
        return new ClientState(
                known.clientId().value(),
                client.isReachable() ? "connected" : "away",
                grants,
                AddressText.of(client.address()),
                client.agent(),
                client.since().toString(),
                figures.liveStreams(),
                figures.bytesSent(),
                figures.bytesReceived(),
                client.tunnels().stream()
                        .map(tunnel -> new TunnelState(
                                tunnel.name(),
                                tunnel.type().name().toLowerCase(Locale.ROOT),
                                String.valueOf(tunnel.bound().remote())))
                        .toList());
    }

    private static ClientId clientId(@Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException("the client id is missing");
        }
        return new ClientId(value);
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private static Duration duration(@Nullable String text, Duration otherwise) {
        try {
            return text == null ? otherwise : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "\"ttl\" is \"" + text + "\": expected ISO 8601, such as PT1H or P7D", e);
        }
    }
}
