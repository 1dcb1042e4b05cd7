package dev.moosic.tunnel.client.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.client.config.LocalAddress;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.config.TunnelConfig;
import dev.moosic.tunnel.client.event.ClientEvent;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.protocol.mux.SessionCloseReason;
import dev.moosic.tunnel.protocol.mux.SessionStatistics;
import dev.moosic.tunnel.protocol.packet.AddressRules;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.protocol.packet.BoundTunnel;
import dev.moosic.tunnel.protocol.packet.CloseCode;
import dev.moosic.tunnel.protocol.packet.ServerHello;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On the fake clock of an embedded channel's event loop; jitter is always at its largest. */
class ServerConnectionTest {
    private static final ServerAddress SERVER = ServerAddress.parse("https://tunnel.example.com");
    private static final TunnelConfig SSH = new TunnelConfig(
            "ssh",
            Tunnel.Type.TCP,
            new LocalAddress("127.0.0.1", 22),
            20022,
            List.of(),
            Tunnel.Access.TOKEN,
            false,
            Duration.ofSeconds(5));

    private static final String HASH = "$argon2id$v=19$m=19456,t=2,p=1$" + "A".repeat(22) + "$" + "A".repeat(43);

    private final EmbeddedChannel clock = new EmbeddedChannel();
    private final List<ClientEvent> events = new ArrayList<>();
    private final List<Promise<ControlSession>> tries = new ArrayList<>();
    private final TunnelSet tunnels = new TunnelSet(List.of(SSH));
    private final Random largestJitter = new Random() {
        private static final long serialVersionUID = 1;

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };
    private List<Tunnel> wanted = List.of();
    private @Nullable SessionListener listener;

    private ServerConnection start(boolean once) {
        clock.freezeTime();
        EventLoop loop = clock.eventLoop();
        SessionOpener opener = (wanted, listener) -> {
            this.listener = listener;
            this.wanted = wanted;
            Promise<ControlSession> promise = loop.newPromise();
            tries.add(promise);
            return promise;
        };
        ServerConnection connection =
                new ServerConnection(SERVER, loop, opener, new Backoff(largestJitter), once, tunnels, events::add);
        connection.start();
        pass(Duration.ZERO);
        return connection;
    }

    private SessionListener sessionEvents() {
        return Objects.requireNonNull(listener);
    }

    private static BoundTunnel taken() {
        return BoundTunnel.failed(SSH.toTunnel(1), BoundTunnel.Code.PORT_TAKEN, "taken");
    }

    private void pass(Duration time) {
        clock.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        clock.runPendingTasks();
    }

    private void failTry(ConnectFailure failure) {
        tries.get(tries.size() - 1).setFailure(failure);
        pass(Duration.ZERO);
    }

    private FakeSession succeedTry(BoundTunnel... bound) {
        FakeSession session = new FakeSession(List.of(bound));
        tries.get(tries.size() - 1).setSuccess(session);
        pass(Duration.ZERO);
        return session;
    }

    @AfterEach
    void close() {
        clock.finishAndReleaseAll();
    }

    @Test
    void keepsTryingWithDoublingWaits() {
        start(false);
        for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
            int before = tries.size();
            failTry(ConnectFailure.retry(ConnectStep.TCP, "refused"));
            pass(Duration.ofMillis(seconds * 1000L - 1));
            assertThat(tries).hasSize(before);
            pass(Duration.ofMillis(1));
            assertThat(tries).hasSize(before + 1);
        }
    }

    @Test
    void honoursRetryAfterAndAddsJitter() {
        start(false);
        failTry(ConnectFailure.retryAfter(ConnectStep.HELLO, Duration.ofSeconds(20), "draining"));
        pass(Duration.ofMillis(20_999));
        assertThat(tries).hasSize(1);
        pass(Duration.ofMillis(1));
        assertThat(tries).hasSize(2);
    }

    @Test
    void aSupersededClientWaitsAMinute() {
        start(false);
        FakeSession session = succeedTry();
        sessionEvents().ended(session, new SessionCloseReason.ClosedByPeer(CloseCode.SUPERSEDED, 1_000, ""));
        pass(Duration.ofSeconds(60));
        assertThat(tries).hasSize(1);
        pass(Duration.ofSeconds(1));
        assertThat(tries).hasSize(2);
    }

    @Test
    void aSessionThatLastedMakesTheNextWaitShortAgain() {
        start(false);
        for (int i = 0; i < 5; i++) {
            failTry(ConnectFailure.retry(ConnectStep.TCP, "refused"));
            pass(Duration.ofSeconds(30));
        }
        FakeSession session = succeedTry();
        pass(ServerConnection.STABLE_AFTER);
        sessionEvents().ended(session, new SessionCloseReason.ConnectionLost("gone"));
        assertThat(events.get(events.size() - 1))
                .isEqualTo(
                        new ClientEvent.Disconnected(SERVER, "the connection was lost: gone", Duration.ofSeconds(1)));
    }

    @Test
    void aServerThatWelcomesAndDropsIsNotHammered() {
        start(false);
        for (int i = 0; i < 6; i++) {
            sessionEvents().ended(succeedTry(), new SessionCloseReason.ConnectionLost("gone"));
            pass(Duration.ofSeconds(30));
        }
        sessionEvents().ended(succeedTry(), new SessionCloseReason.ConnectionLost("gone"));
        assertThat(((ClientEvent.Disconnected) events.get(events.size() - 1)).retryIn())
                .hasSeconds(30);
    }

    @Test
    void aRefusedCredentialEndsWith77AndBadConfigurationWith78() {
        start(false);
        failTry(ConnectFailure.finalOne(ConnectStep.HELLO, ConnectFailure.Then.CREDENTIAL_REFUSED, "revoked"));
        assertThat(events).containsExactly(new ClientEvent.GaveUp(SERVER, ExitCode.CREDENTIAL_REFUSED, "revoked"));
        pass(Duration.ofHours(1));
        assertThat(tries).hasSize(1);

        events.clear();
        tries.clear();
        start(false);
        failTry(ConnectFailure.finalOne(ConnectStep.HELLO, ConnectFailure.Then.CONFIGURATION_REFUSED, "other server"));
        assertThat(events).containsExactly(new ClientEvent.GaveUp(SERVER, ExitCode.BAD_CONFIGURATION, "other server"));
    }

    @Test
    void onceEndsAtTheFirstFailureWith69() {
        start(true);
        failTry(ConnectFailure.retry(ConnectStep.TCP, "refused"));
        assertThat(events).containsExactly(new ClientEvent.GaveUp(SERVER, ExitCode.UNAVAILABLE, "refused"));
    }

    @Test
    void onceEndsWhenNoTunnelIsGiven() {
        start(true);
        succeedTry(BoundTunnel.failed(SSH.toTunnel(1), BoundTunnel.Code.PORT_TAKEN, "taken"));
        assertThat(events.get(events.size() - 1)).isInstanceOf(ClientEvent.GaveUp.class);
    }

    @Test
    void onceEndsWith77WhenRevoked() {
        start(true);
        sessionEvents().ended(succeedTry(), new SessionCloseReason.ClosedByPeer(CloseCode.REVOKED, 0, ""));
        assertThat(events.get(events.size() - 1))
                .isEqualTo(new ClientEvent.GaveUp(SERVER, ExitCode.CREDENTIAL_REFUSED, "this client was revoked"));
    }

    @Test
    void onceWaitsForAnswersThatComeAfterTheHello() {
        start(true);
        FakeSession session = succeedTry();
        assertThat(events).noneMatch(ClientEvent.GaveUp.class::isInstance);
        sessionEvents().bound(session, taken());
        assertThat(events.get(events.size() - 1)).isInstanceOf(ClientEvent.GaveUp.class);
    }

    @Test
    void aTakenPortIsToldOnceAndAskedForAgain() {
        start(false);
        FakeSession session = succeedTry(taken());
        for (int i = 0; i < 3; i++) {
            pass(BoundTunnels.ASK_AGAIN);
            sessionEvents().bound(session, taken());
        }
        assertThat(session.bound).hasSize(3);
        assertThat(events)
                .filteredOn(ClientEvent.TunnelFailed.class::isInstance)
                .hasSize(1);
        sessionEvents().bound(session, BoundTunnel.at(SSH.toTunnel(1), "h:20022", 20022));
        assertThat(events.get(events.size() - 1)).isEqualTo(new ClientEvent.TunnelUp(SERVER, SSH, "h:20022"));
        pass(Duration.ofMinutes(5));
        assertThat(session.bound).hasSize(3);
    }

    private static BoundTunnel ungranted() {
        return BoundTunnel.failed(SSH.toTunnel(1), BoundTunnel.Code.PORT_NOT_GRANTED, "no grant");
    }

    @Test
    void aPortThatIsNotGrantedIsNotAskedForButTakenWhenItIs() {
        start(false);
        FakeSession session = succeedTry(ungranted());
        pass(Duration.ofMinutes(5));
        assertThat(session.bound).isEmpty();
        assertThat(events).noneMatch(ClientEvent.GaveUp.class::isInstance);

        sessionEvents().bound(session, BoundTunnel.at(SSH.toTunnel(1), "h:20022", 20022));

        assertThat(events.get(events.size() - 1)).isEqualTo(new ClientEvent.TunnelUp(SERVER, SSH, "h:20022"));
    }

    @Test
    void onceEndsWith77WhenNothingIsGranted() {
        start(true);
        succeedTry(ungranted());
        assertThat(events.get(events.size() - 1))
                .isEqualTo(new ClientEvent.GaveUp(
                        SERVER, ExitCode.CREDENTIAL_REFUSED, "none of the tunnels is granted to this client"));
    }

    @Test
    void aTunnelWhoseRulesTheServerDoesNotKeepIsGivenUp() {
        TunnelConfig ruled = new TunnelConfig(
                SSH.name(),
                SSH.type(),
                SSH.local(),
                SSH.remotePort(),
                SSH.hosts(),
                SSH.access(),
                List.of(),
                new AddressRules(List.of("192.0.2.0/24"), null),
                false,
                SSH.connectTimeout());
        tunnels.replace(List.of(ruled));
        long id = tunnels.wanted().get(0).id();
        start(false);
        BoundTunnel ofAnOldServer = new BoundTunnel(id, ruled.name(), ruled.type(), "h:20022", 20022, null, null);
        FakeSession session = succeedTry(ofAnOldServer);
        assertThat(session.unbound).containsExactly(id);
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        ClientEvent.TunnelFailed.class,
                        failed -> assertThat(failed.toString()).contains("allow"));

        sessionEvents().bound(session, BoundTunnel.at(ruled.toTunnel(id), "h:20022", 20022));
        assertThat(session.unbound).hasSize(1);
        assertThat(events.get(events.size() - 1)).isEqualTo(new ClientEvent.TunnelUp(SERVER, ruled, "h:20022"));
    }

    private static TunnelConfig basic(String name, String host, int users) {
        List<BasicUser> all = java.util.stream.IntStream.range(0, users)
                .mapToObj(i -> new BasicUser("user" + i, HASH))
                .toList();
        return new TunnelConfig(
                name,
                Tunnel.Type.HTTP,
                SSH.local(),
                0,
                List.of(host),
                Tunnel.Access.BASIC,
                all,
                null,
                false,
                SSH.connectTimeout());
    }

    @Test
    void aServerThatDoesNotAskForPasswordsIsNotGivenTheTunnel() {
        TunnelConfig music = basic("music", "music.example.com", 1);
        tunnels.replace(List.of(music));
        long id = tunnels.wanted().get(0).id();
        start(false);
        FakeSession session = succeedTry(
                new BoundTunnel(id, music.name(), music.type(), "https://music.example.com/", 0, null, null));
        assertThat(session.unbound).containsExactly(id);
        assertThat(events.get(events.size() - 1))
                .isInstanceOfSatisfying(
                        ClientEvent.TunnelFailed.class,
                        failed -> assertThat(failed.message()).contains("access \"basic\""));
    }

    @Test
    void whatDoesNotFitTheHelloIsAskedForAfterIt() {
        List<TunnelConfig> many = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            many.add(basic("t" + i, "t" + i + ".example.com", 20));
        }
        tunnels.replace(many);
        start(false);
        List<Tunnel> inHello = wanted;
        assertThat(inHello.stream().mapToInt(Tunnel::jsonBytes).sum()).isBetween(1, 8_000);
        FakeSession session = succeedTry();
        assertThat(session.bound).hasSize(8 - inHello.size()).doesNotContainAnyElementsOf(inHello);
    }

    @Test
    void anEditWhileConnectingHoldsInTheNewSession() {
        TunnelConfig before = basic("music", "music.example.com", 2);
        TunnelConfig after = basic("music", "music.example.com", 1);
        tunnels.replace(List.of(before));
        start(false);
        long old = wanted.get(0).id();
        tunnels.replace(List.of(after));
        FakeSession session = succeedTry(BoundTunnel.at(wanted.get(0), "https://music.example.com/", 0));
        assertThat(session.unbound).containsExactly(old);
        assertThat(session.bound).containsExactlyElementsOf(tunnels.wanted());
    }

    @Test
    void aDrainingServersSessionIsLeftToItsStreams() {
        ServerConnection connection = start(false);
        FakeSession old = succeedTry();
        sessionEvents().draining(old, "restarting");
        pass(Duration.ofSeconds(1));
        assertThat(tries).hasSize(2);
        assertThat(old.isOpen()).isTrue();
        FakeSession next = succeedTry();
        sessionEvents().ended(old, new SessionCloseReason.ClosedByPeer(CloseCode.GOING_AWAY, 0, ""));
        assertThat(connection.view().state()).isEqualTo(ServerConnection.State.CONNECTED);
        connection.stop();
        pass(Duration.ZERO);
        assertThat(next.isOpen()).isFalse();
    }

    @Test
    void aResumedSessionNeedsNoNewOne() {
        ServerConnection connection = start(false);
        FakeSession session = succeedTry();
        sessionEvents().interrupted(session, new SessionCloseReason.ConnectionLost("cut"));
        assertThat(connection.view().state()).isEqualTo(ServerConnection.State.RESUMING);
        sessionEvents().resumed(session);
        assertThat(connection.view().state()).isEqualTo(ServerConnection.State.CONNECTED);
        assertThat(events.get(events.size() - 1)).isEqualTo(new ClientEvent.Resumed(SERVER));
        assertThat(tries).hasSize(1);
    }

    @Test
    void stoppingCancelsATryUnderWay() {
        ServerConnection connection = start(false);
        connection.stop();
        pass(Duration.ZERO);
        assertThat(tries.get(0).isCancelled()).isTrue();
        pass(Duration.ofHours(1));
        assertThat(tries).hasSize(1);
        assertThat(events).isEmpty();
    }

    private static final class FakeSession implements ControlSession {
        private final List<Tunnel> bound = new ArrayList<>();
        private final List<Long> unbound = new ArrayList<>();
        private final List<BoundTunnel> answers;
        private boolean open = true;

        FakeSession(List<BoundTunnel> answers) {
            this.answers = answers;
        }

        @Override
        public ServerHello hello() {
            return new ServerHello(
                    1, ServerHello.Status.SUCCESS, null, 0, "12345", "s", null, "n", null, answers, 0, 0, 0);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void bind(Tunnel tunnel) {
            bound.add(tunnel);
        }

        @Override
        public void unbind(long tunnelId) {
            unbound.add(tunnelId);
        }

        @Override
        public void close(String message) {
            open = false;
        }

        @Override
        public SessionStatistics statistics() {
            return new SessionStatistics(0, 0, 0, 0, 0, 0, 0, 0);
        }
    }
}
