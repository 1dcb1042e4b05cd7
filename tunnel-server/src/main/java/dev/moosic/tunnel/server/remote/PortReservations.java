package dev.moosic.tunnel.server.remote;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.PortRange;
import dev.moosic.tunnel.protocol.packet.BoundTunnel.Code;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.registry.ConnectionRegistry;
import dev.moosic.tunnel.server.registry.PortReservation.Reserved;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides which port a tunnel may have, by its client's grants and by what the registry remembers. Stages fail with
 * {@link PortRefusedException}. Any thread; nothing blocks.
 */
final class PortReservations {
    private final ConnectionRegistry registry;
    private final PortRange range;

    /** @param range where ports come from that nobody asked for by number */
    PortReservations(ConnectionRegistry registry, PortRange range) {
        this.registry = registry;
        this.range = range;
    }

    /** @param unusable ports that other programs on this machine have, or this server itself */
    CompletionStage<Integer> reserve(ClientId client, Grants grants, Tunnel tunnel, Set<Integer> unusable) {
        return tunnel.remotePort() == 0
                ? chooseAny(client, grants, tunnel, unusable)
                : reserveAsked(client, grants, tunnel, unusable);
    }

    private CompletionStage<Integer> reserveAsked(
            ClientId client, Grants grants, Tunnel tunnel, Set<Integer> unusable) {
        int port = tunnel.remotePort();
        if (!grants.allowsPort(port)) {
            String privileged = port < Grants.FIRST_UNPRIVILEGED_PORT ? " by itself, being privileged" : "";
            return refused(
                    Code.PORT_NOT_GRANTED,
                    "port " + port + " needs the grant tcp:" + port + privileged + granted(grants));
        }
        if (unusable.contains(port) && !grants.allowsExactly(port)) {
            return refused(Code.PORT_TAKEN, "port " + port + " is used by this server itself or another program");
        }
        return registry.reservePort(client, String.valueOf(tunnel.name()), port).thenApply(answer -> {
            if (answer instanceof Reserved reserved) {
                return reserved.port();
            }
            throw new PortRefusedException(Code.PORT_TAKEN, "port " + port + " belongs to another client");
        });
    }

    private CompletionStage<Integer> chooseAny(ClientId client, Grants grants, Tunnel tunnel, Set<Integer> unusable) {
        List<PortRange> candidates = candidates(grants);
        if (candidates.isEmpty()) {
            return refused(Code.PORT_NOT_GRANTED, "a remote port needs the grant tcp:" + range + granted(grants));
        }
        return chooseFrom(candidates.iterator(), client, tunnel, unusable);
    }

    private CompletionStage<Integer> chooseFrom(
            Iterator<PortRange> candidates, ClientId client, Tunnel tunnel, Set<Integer> unusable) {
        if (!candidates.hasNext()) {
            return refused(
                    Code.NO_FREE_PORT,
                    "every port of " + range + " that is granted is in use: ask for fewer, or widen --remote-ports");
        }
        return registry.reservePort(client, String.valueOf(tunnel.name()), candidates.next(), unusable)
                .thenCompose(answer -> answer instanceof Reserved reserved
                        ? CompletableFuture.completedFuture(reserved.port())
                        : chooseFrom(candidates, client, tunnel, unusable));
    }

    /** What is granted of the server's range; if that is nothing, all that is granted but privileged ports. */
    private List<PortRange> candidates(Grants grants) {
        List<PortRange> within = new ArrayList<>();
        for (PortRange granted : grants.ports()) {
            int first = Math.max(granted.first(), Math.max(range.first(), Grants.FIRST_UNPRIVILEGED_PORT));
            int last = Math.min(granted.last(), range.last());
            if (first <= last) {
                within.add(new PortRange(first, last));
            }
        }
        return within.isEmpty()
                ? grants.ports().stream()
                        .filter(granted -> granted.last() >= Grants.FIRST_UNPRIVILEGED_PORT)
                        .map(granted -> new PortRange(
                                Math.max(granted.first(), Grants.FIRST_UNPRIVILEGED_PORT), granted.last()))
                        .toList()
                : within;
    }

    /** Gives back a port that turned out to be another program's. */
    CompletionStage<Boolean> giveBack(ClientId client, int port) {
        return registry.releasePort(client, port);
    }

    private static String granted(Grants grants) {
        return "; granted: " + grants;
    }

    private static CompletionStage<Integer> refused(Code code, String message) {
        return CompletableFuture.failedFuture(new PortRefusedException(code, message));
    }
}
