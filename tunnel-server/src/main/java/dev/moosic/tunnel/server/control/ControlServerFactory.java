package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.identity.TokenVerifier;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.protocol.transport.Transport;
import dev.moosic.tunnel.server.config.ConnectionLimits;
import dev.moosic.tunnel.server.lifecycle.Readiness;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Puts the control server's parts together.
 *
 * @param clients where clients appear while they are connected
 * @param tcpTunnels gives tcp tunnels their public side
 * @param renewable whether clients can have their tokens renewed now; while not, no session ends because its token ran out
 * @param verification runs what costs a millisecond of CPU, off the event loops
 * @param sessionSettings with the grace that a session without a control connection is kept
 * @param nodeId this node's name, told to clients
 * @param audit told of each decision about a client's identity
 */
public record ControlServerFactory(
        ConnectedClients clients,
        TunnelBinder tcpTunnels,
        ConnectionRegistry registry,
        TokenVerifier tokens,
        BooleanSupplier renewable,
        Executor verification,
        SessionSettings sessionSettings,
        String nodeId,
        Clock clock,
        Audit audit) {

    /** @param clientCertificates whether a client must have shown a certificate in its TLS handshake */
    public ControlServer create(
            Readiness readiness,
            PublicAddresses addresses,
            Transport transport,
            ConnectionLimits limits,
            boolean clientCertificates) {
        SessionServices services = new SessionServices(
                clients,
                new SessionDirectory(),
                new ClientTunnels(tcpTunnels, new HttpTunnelBinder(clients.hostNames(), registry)),
                registry,
                new Takeovers(new TakeoverLimit(System::nanoTime)),
                new SessionVerifier(tokens, renewable),
                verification,
                sessionSettings,
                limits.perClient(),
                audit,
                clock);
        ClientHandshake handshake = new ClientHandshake(
                services,
                readiness,
                new ServerHelloFactory(nodeId, null, sessionSettings.grace(), clock),
                limits.clients());
        return new ControlServer(
                handshake, addresses, transport, limits.unauthenticatedPerAddress(), clientCertificates, audit);
    }
}
