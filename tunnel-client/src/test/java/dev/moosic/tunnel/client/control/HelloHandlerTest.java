package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.ClientHello;
import dev.moosic.tunnel.protocol.packet.Close;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.Ping;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HelloHandlerTest {
    private final List<ServerHello> welcomes = new ArrayList<>();
    private final List<ConnectFailure> failures = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    private void start() {
        channel.freezeTime();
        channel.pipeline()
                .addLast(new HelloHandler(
                        ClientHello.newSession("token", "instance", "agent", List.of()), new HelloHandler.Outcome() {
                            @Override
                            public void welcomed(ServerHello hello) {
                                welcomes.add(hello);
                            }

                            @Override
                            public void failed(ConnectFailure failure) {
                                failures.add(failure);
                            }
                        }));
        assertThat((Object) channel.readOutbound()).isInstanceOf(ClientHello.class);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aWelcomeIsTakenAndWhatFollowsIsPassedOn() {
        start();
        channel.writeInbound(
                new ServerHello(1, ServerHello.Status.SUCCESS, null, 0, "c", "s", null, "n", null, null, 0, 0, 0),
                new Ping(1));
        assertThat(welcomes).hasSize(1);
        assertThat((Object) channel.readInbound()).isEqualTo(new Ping(1));
        channel.advanceTimeBy(1, TimeUnit.HOURS);
        channel.runScheduledPendingTasks();
        assertThat(failures).isEmpty();
        assertThat(channel.isOpen()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "BAD_REQUEST, CONFIGURATION_REFUSED, 0",
        "VERSION_MISMATCH, CONFIGURATION_REFUSED, 0",
        "ILLEGAL_HOST, CONFIGURATION_REFUSED, 0",
        "FORBIDDEN, CREDENTIAL_REFUSED, 0",
        "UNAUTHORIZED, RETRY, 5",
        "UNKNOWN_SESSION, NEW_SESSION, 0",
        "SUPERSEDED, RETRY, 60",
        "SERVICE_TEMPORARY_UNAVAILABLE, RETRY, 5",
        "INTERNAL_SERVER_ERROR, RETRY, 5"
    })
    void everyErrorHasItsConsequence(ServerHello.Status status, ConnectFailure.Then then, long leastWaitSeconds) {
        start();
        channel.writeInbound(ServerHello.error(status, "because", 5_000));
        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.then()).isEqualTo(then);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(leastWaitSeconds));
            assertThat(failure).hasMessageContaining("because");
        });
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aStatusOfALaterVersionIsTriedAgain() {
        start();
        channel.writeInbound(new ServerHello(1, null, "new", 0, null, null, null, null, null, null, 0, 0, 0));
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.then()).isEqualTo(ConnectFailure.Then.RETRY));
    }

    @Test
    void aSilentServerIsLeftAfterTenSeconds() {
        start();
        channel.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(failures).isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("nothing within 10 s"));
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anotherPacketFirstIsAFaultAndIsReleased() {
        start();
        Data data = new Data(2, Unpooled.copiedBuffer(new byte[] {1}));
        channel.writeInbound(data);
        assertThat(failures).hasSize(1);
        assertThat(data.refCnt()).isZero();
    }

    @Test
    void aCloseInsteadOfAHelloIsHonoured() {
        start();
        channel.writeInbound(new Close(CloseCode.OVERLOADED, 7_000, "full"));
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure.retryAfter()).hasSeconds(7));
    }

    @Test
    void aLostConnectionIsToldOnce() {
        start();
        channel.close();
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("without a hello"));
    }
}
