package dev.moosic.tunnel.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.RefusalCode;
import java.net.ConnectException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class LocalFailureTest {
    @Test
    void tellsWhoListensFromWhoDoesNot() {
        assertThat(LocalFailure.of(new ConnectException(
                        "finishConnect(..) failed with error(-104): Connection reset by peer: /127.0.0.1:22")))
                .isEqualTo(new LocalFailure(
                        RefusalCode.CONNECTION_REFUSED, "the local service reset the connection before it was used"));
        assertThat(LocalFailure.of(new ConnectException(
                                "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:9"))
                        .message())
                .isEqualTo("nothing listens at the local address");
        assertThat(LocalFailure.of(new UnknownHostException("x")).code()).isEqualTo(RefusalCode.UNREACHABLE);
    }
}
