package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.packet.Tunnel;

/** Says who makes a request, once it is known what its tunnel demands. Any thread; never blocks. */
@FunctionalInterface
interface CallerCheck {

    /** @throws ProblemException 401, 403, 429 or 503 */
    Caller check(Tunnel.Access access) throws ProblemException;
}
