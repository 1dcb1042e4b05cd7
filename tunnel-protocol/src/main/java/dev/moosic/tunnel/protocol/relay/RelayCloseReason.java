package dev.moosic.tunnel.protocol.relay;

import dev.moosic.tunnel.protocol.packet.StreamMessage;

/** Why a relay ended. */
public sealed interface RelayCloseReason {
    /** Both directions ended in order. */
    record Finished() implements RelayCloseReason {}

    /** The near socket was reset, or failed with {@code cause}. */
    record NearReset(String cause) implements RelayCloseReason {}

    /** The far side ended it: a Reset, a Refused, or its socket failed. */
    record FarReset(StreamMessage.CloseReason reason) implements RelayCloseReason {}
}
