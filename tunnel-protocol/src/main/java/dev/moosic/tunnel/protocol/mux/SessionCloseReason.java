package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.CloseCode;

/** Why a {@link Session} ended. */
public sealed interface SessionCloseReason {

    /** The peer sent Close. */
    record ClosedByPeer(CloseCode code, long retryAfterMs, String message) implements SessionCloseReason {}

    /** This side sent Close. */
    record ClosedHere(CloseCode code, String message) implements SessionCloseReason {}

    /** The control connection ended without Close, and was not resumed within the grace. */
    record ConnectionLost(String message) implements SessionCloseReason {}

    /** No byte came for {@code DEAD_AFTER}. */
    record Dead(long silentMs) implements SessionCloseReason {}
}
