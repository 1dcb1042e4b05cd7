package dev.moosic.tunnel.protocol.mux;

import static dev.moosic.tunnel.protocol.mux.MuxPair.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Streams over packets passed as objects. */
class LocalStreamTest extends StreamContract {
    private static final int CROWD = 10_000;

    /** More than any stream may send without a Credit. */
    private static final int BYTES = ProtocolLimits.INITIAL_CREDIT_BYTES + 1;

    /** What the crowd may send without one. */
    private static final long CREDIT_BYTES = (long) ProtocolLimits.CROWD_STREAMS * ProtocolLimits.INITIAL_CREDIT_BYTES
            + (long) (CROWD - ProtocolLimits.CROWD_STREAMS) * ProtocolLimits.CROWDED_CREDIT_BYTES;

    @Override
    ControlTransport transport() {
        return new LocalTransport();
    }

    /** While no reader reads, all of them hold what they may; then all bytes arrive. */
    @Test
    void tenThousandStreamsStayWithinTheBudget() {
        List<StreamProbe> far = Collections.synchronizedList(new ArrayList<>());
        pair.acceptor.onOpened(stream -> {
            StreamProbe probe = new StreamProbe().paused();
            far.add(probe);
            stream.pipeline().addLast(probe);
        });
        List<StreamProbe> near = new ArrayList<>();
        for (int i = 0; i < CROWD; i++) {
            near.add(pair.dialer.open(new StreamProbe(seed + i, BYTES, BYTES)));
        }
        Awaitility.await().until(() -> pair.acceptor.session.statistics().bytesReceived() == CREDIT_BYTES);
        assertThat(pair.acceptor.session.statistics().liveStreams()).isEqualTo(CROWD);
        assertWithinBudget();
        for (StreamProbe probe : far) {
            probe.resume();
        }
        for (int i = 0; i < CROWD; i++) {
            assertThat(await(far.get(i).ended)).isEqualTo(near.get(i).sentDigest());
            await(near.get(i).closed);
        }
        assertWithinBudget();
        Awaitility.await().until(() -> pair.acceptor.session.statistics().windowBytes() == 0);
        Awaitility.await().until(() -> pair.dialer.session.statistics().windowBytes() == 0);
    }

    private void assertWithinBudget() {
        for (MuxPair.End end : List.of(pair.acceptor, pair.dialer)) {
            assertThat(end.session.statistics().windowBytes()).isLessThanOrEqualTo(ProtocolLimits.SESSION_BUDGET_BYTES);
        }
    }
}
