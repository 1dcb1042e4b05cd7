package dev.moosic.tunnel.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.bench.origin.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each load against the origin itself: what it reports is what happened. */
class LoadsTest {
    private static final Span SHORT = Span.ofMillis(20, 100);

    private final Origin origin = new Origin(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    private final InetSocketAddress target = new InetSocketAddress("127.0.0.1", origin.port());
    private final Connections connections = new Connections();

    @AfterEach
    void down() {
        connections.close();
        origin.close();
    }

    @ParameterizedTest
    @EnumSource
    void bulkCountsTheDirectionsThatItMoves(Direction direction) throws Exception {
        try (OriginCounter counter = new OriginCounter(target)) {
            BulkLoad.Throughput moved = new BulkLoad(connections, counter).run(target, direction, 2, SHORT, () -> 0);
            assertThat(moved.bytesUp() > 0).isEqualTo(direction != Direction.DOWN);
            assertThat(moved.bytesDown() > 0).isEqualTo(direction != Direction.UP);
            assertThat(moved.ended()).isZero();
        }
    }

    @Test
    void requestsAtAFixedRate() throws Exception {
        HttpLoad.Answers answers = new HttpLoad(connections).run(target, request(true, 200), SHORT, () -> 0);
        assertThat(answers.latency().count()).isPositive();
        assertThat(answers.errors()).isZero();
    }

    @Test
    void requestsOnAConnectionEach() throws Exception {
        HttpLoad.Answers answers = new HttpLoad(connections).run(target, request(false, 0), SHORT, () -> 0);
        assertThat(answers.perSecond()).isPositive();
        assertThat(answers.errors()).isZero();
    }

    @Test
    void connectionsAndMessagesComeBack() throws Exception {
        EchoLoad echo = new EchoLoad(connections);
        assertThat(echo.open(target, 4, Duration.ZERO, SHORT, () -> 0).errors()).isZero();
        assertThat(echo.interact(target, 3, Duration.ofMillis(5), SHORT).count())
                .isPositive();
        try (EchoLoad.Idle idle = echo.idle(target, 250)) {
            assertThat(idle.alive()).isEqualTo(250);
        }
    }

    private static HttpLoad.Request request(boolean keepAlive, double rate) {
        return new HttpLoad.Request(
                "GET /bytes/3000 HTTP/1.1\r\nHost: x\r\n" + (keepAlive ? "" : "Connection: close\r\n") + "\r\n",
                4,
                keepAlive,
                rate);
    }
}
