package dev.moosic.tunnel.server.observe;

import dev.moosic.tunnel.protocol.packet.StreamMessage.CloseReason;
import dev.moosic.tunnel.protocol.packet.StreamMessage.RefusedByPeer;
import dev.moosic.tunnel.protocol.packet.StreamMessage.ResetByPeer;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.FarReset;
import dev.moosic.tunnel.protocol.relay.RelayCloseReason.NearReset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a remote connection ended, in a word: one of few, so that it can label a metric.
 *
 * @param kind whether it was carried to its end
 * @param word {@code ok}, {@code caller_reset}, or a code of {@code docs/protocol.md} section 12 in lower case
 * @param detail what the side that ended it says; null if it ended in order
 */
record Outcome(Kind kind, String word, @Nullable String detail) {
    private static final Outcome OK = new Outcome(Kind.FINISHED, "ok", null);

    enum Kind {
        /** Both directions ended in order. */
        FINISHED,
        /** Cut off. */
        RESET,
        /** Never carried. */
        REFUSED
    }

    static Outcome of(RelayCloseReason reason) {
        if (reason instanceof FarReset far) {
            return of(far.reason());
        }
        return reason instanceof NearReset near ? new Outcome(Kind.RESET, "caller_reset", near.cause()) : OK;
    }

    private static Outcome of(CloseReason reason) {
        if (reason instanceof RefusedByPeer refused) {
            return new Outcome(Kind.REFUSED, word(refused.code()), refused.message());
        }
        if (reason instanceof ResetByPeer reset) {
            return new Outcome(Kind.RESET, word(reset.code()), reset.message());
        }
        return OK;
    }

    private static String word(Enum<?> code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
