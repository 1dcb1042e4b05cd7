package dev.moosic.tunnel.protocol.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.StreamErrorCode;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.junit.jupiter.api.Test;

/** What a failed socket is called in logs and on the wire. */
class RelayFailureTest {
    @Test
    void aSocketThatItsPeerHasLeftIsAReset() {
        for (Exception cause : new Exception[] {
            new NotYetConnectedException(), new ClosedChannelException(), new IOException("Connection reset by peer")
        }) {
            assertThat(RelaySide.code(cause)).as(cause.toString()).isEqualTo(StreamErrorCode.CONNECTION_RESET);
            assertThat(RelaySide.message(cause)).as(cause.toString()).doesNotContain("null");
        }
        assertThat(RelaySide.message(new NotYetConnectedException())).isEqualTo("the socket was no longer connected");
    }

    @Test
    void anythingElseIsAFaultOfOurs() {
        assertThat(RelaySide.code(new IllegalStateException("x"))).isEqualTo(StreamErrorCode.INTERNAL_ERROR);
        assertThat(RelaySide.message(new IllegalStateException("x"))).isEqualTo("x");
        assertThat(RelaySide.message(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
