package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.config.ServerAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On an event loop whose clock the test holds. */
class TokenRenewalTest {
    private static final Duration LIFE = Duration.ofMinutes(9);
    private static final ServerAddress SERVER = ServerAddress.parse("http://127.0.0.1:1");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private final List<String> renewed = new ArrayList<>();
    private int asked;
    private boolean away;
    private final TokenRenewal renewal =
            new TokenRenewal(this::requestToken, SERVER, loop, new TunnelToken("first", LIFE));

    @BeforeEach
    void start() {
        channel.freezeTime();
        renewal.start(token -> renewed.add(token.value()));
    }

    private Future<TunnelToken> requestToken(ServerAddress server) {
        asked++;
        return away
                ? loop.newFailedFuture(ConnectFailure.retry(ConnectStep.TOKEN, "the auth service is away"))
                : loop.newSucceededFuture(new TunnelToken("token " + asked, LIFE));
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void aTokenIsRenewedAtTwoThirdsOfItsLifeAndNotBefore() {
        pass(Duration.ofMinutes(6).minusMillis(50));
        assertThat(renewed).isEmpty();
        pass(Duration.ofMillis(100));
        assertThat(renewed).containsExactly("token 1");
        pass(Duration.ofMinutes(6));
        assertThat(renewed).containsExactly("token 1", "token 2");
    }

    @Test
    void anAuthServiceThatIsAwayIsAskedAgainAndLeavesAThirdOfTheLifeForIt() {
        away = true;
        pass(Duration.ofMinutes(6).plusMillis(100));
        pass(TokenRenewal.RETRY);
        pass(TokenRenewal.RETRY);
        assertThat(asked).isEqualTo(3);
        assertThat(renewed).isEmpty();
        away = false;
        pass(TokenRenewal.RETRY);
        assertThat(renewed).containsExactly("token 4");
    }

    @Test
    void aSessionThatIsOverRenewsNothing() {
        renewal.stop();
        pass(Duration.ofHours(1));
        assertThat(asked).isZero();
    }
}
