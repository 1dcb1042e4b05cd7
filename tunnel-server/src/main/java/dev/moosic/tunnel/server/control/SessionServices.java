package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.identity.ClientLimits;
import dev.moosic.tunnel.protocol.mux.SessionSettings;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import java.time.Clock;
import java.util.concurrent.Executor;

/**
 * What every session of this node shares.
 *
 * @param verification runs what costs a millisecond of CPU, off the event loops
 * @param defaultLimits what a client may carry if its grants do not say
 * @param audit told of each decision about a client's identity
 */
record SessionServices(
        ConnectedClients clients,
        SessionDirectory sessions,
        ClientTunnels tunnels,
        ConnectionRegistry registry,
        Takeovers takeovers,
        Credential.Verifier verifier,
        Executor verification,
        SessionSettings sessionSettings,
        ClientLimits defaultLimits,
        Audit audit,
        Clock clock) {}
