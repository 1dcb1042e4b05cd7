package dev.moosic.tunnel.server.control;

import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.ClientHello.Intent;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import dev.moosic.tunnel.protocol.packet.ServerHello.Status;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form of a {@code ClientHello}, {@code docs/protocol.md} section 5; nothing that takes a look elsewhere. */
final class HelloRules {
    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_AGENT = 128;

    private HelloRules() {}

    /** @throws HandshakeException {@code version_mismatch}, {@code bad_request} or {@code unauthorized} */
    static void check(ClientHello hello) {
        if (hello.version() != ProtocolLimits.VERSION) {
            throw new HandshakeException(
                    Status.VERSION_MISMATCH,
                    "version " + hello.version() + " is not spoken here; spoken is " + ProtocolLimits.VERSION);
        }
        if (hello.intent() == null) {
            throw bad("\"intent\" is missing: expected NEW, LANE or RESUME");
        }
        if (isEmpty(hello.token())) {
            throw new HandshakeException(
                    Status.UNAUTHORIZED, "\"token\" is missing: request one with the client's key");
        }
        if (hello.instance() == null || !INSTANCE.matcher(hello.instance()).matches()) {
            throw bad("\"instance\" is not 1–64 letters, digits, '-' or '_'");
        }
        if (hello.agent() != null && hello.agent().length() > MAX_AGENT) {
            throw bad("\"agent\" has " + hello.agent().length() + " characters: expected at most " + MAX_AGENT);
        }
        if (hello.intent() == Intent.NEW) {
            if (hello.tunnels() != null && hello.tunnels().size() > ProtocolLimits.MAX_TUNNELS) {
                throw bad(hello.tunnels().size() + " tunnels: a session has at most " + ProtocolLimits.MAX_TUNNELS);
            }
        } else if (isEmpty(hello.session()) || isEmpty(hello.proof()) || hello.lane() < 0 || hello.received() < 0) {
            throw bad(hello.intent() + " needs \"session\", \"lane\", \"generation\" and \"proof\"");
        }
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static HandshakeException bad(String message) {
        return new HandshakeException(Status.BAD_REQUEST, message);
    }
}
