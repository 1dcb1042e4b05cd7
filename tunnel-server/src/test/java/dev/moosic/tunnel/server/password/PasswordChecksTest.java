package dev.moosic.tunnel.server.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PasswordHash;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a hash function that counts, and waits to be let go: the hash of a password is that text. */
class PasswordChecksTest {
    private static final ClientId HOME = new ClientId("home");

    private final AtomicLong nanos = new AtomicLong();
    private final Queue<PasswordHash> computed = new ConcurrentLinkedQueue<>();
    private final Semaphore permits = new Semaphore(1_000_000);
    private final PasswordChecks checks = new PasswordChecks(nanos::get, (hash, password) -> {
        computed.add(hash);
        permits.acquireUninterruptibly();
        return Arrays.equals(hash.hash(), bytes(password));
    });

    @AfterEach
    void stop() {
        permits.release(1_000_000);
        checks.close();
    }

    private static byte[] bytes(String password) {
        return Arrays.copyOf(password.getBytes(StandardCharsets.UTF_8), 32);
    }

    private static BasicUser user(String name, String password, int memoryKib) {
        return new BasicUser(name, new PasswordHash(memoryKib, 1, 1, new byte[16], bytes(password)).text());
    }

    private static final List<BasicUser> USERS = List.of(user("anna", "secret", 8_000), user("ben", "other", 9_000));

    private static PasswordAttempt attempt(String name, String password, String address) throws Exception {
        return new PasswordAttempt(HOME, "music", USERS, name, password, InetAddress.getByName(address));
    }

    private CompletableFuture<PasswordVerdict> start(PasswordAttempt attempt) {
        return checks.check(attempt).toCompletableFuture();
    }

    private PasswordVerdict check(String name, String password) throws Exception {
        return start(attempt(name, password, "192.0.2.1")).get(10, TimeUnit.SECONDS);
    }

    @Test
    void nameAndPasswordHaveToBeThoseOfOneUser() throws Exception {
        assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.RIGHT);
        assertThat(check("ben", "other")).isEqualTo(PasswordVerdict.RIGHT);
        for (String[] wrong : new String[][] {
            {"anna", "other"},
            {"ben", "secret"},
            {"anna", "Secret"},
            {"Anna", "secret"},
            {"carl", "secret"},
            {"carl", "other"},
            {"", "secret"},
            {"anna", ""}
        }) {
            assertThat(check(wrong[0], wrong[1])).isEqualTo(PasswordVerdict.WRONG);
        }
    }

    @Test
    void aRightOneIsComputedOnceUntilItIsForgotten() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.RIGHT);
        }
        assertThat(computed).hasSize(1);
        nanos.addAndGet(PasswordChecks.REMEMBERED.toNanos() + 1);
        assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.RIGHT);
        assertThat(computed).hasSize(2);
    }

    @Test
    void aWrongOneIsNotRemembered() throws Exception {
        assertThat(check("anna", "wrong")).isEqualTo(PasswordVerdict.WRONG);
        assertThat(check("anna", "wrong")).isEqualTo(PasswordVerdict.WRONG);
        assertThat(computed).hasSize(2);
    }

    @Test
    void whatIsRememberedIsForOneTunnelAndOneHash() throws Exception {
        assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.RIGHT);
        InetAddress address = InetAddress.getByName("192.0.2.1");
        List<BasicUser> changed = List.of(user("anna", "new", 8_000));
        List<BasicUser> without = List.of(user("ben", "other", 9_000));
        assertThat(start(new PasswordAttempt(HOME, "music", changed, "anna", "secret", address))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(PasswordVerdict.WRONG);
        assertThat(start(new PasswordAttempt(HOME, "music", without, "anna", "secret", address))
                        .get(10, TimeUnit.SECONDS))
                .isEqualTo(PasswordVerdict.WRONG);
        start(new PasswordAttempt(HOME, "photos", USERS, "anna", "secret", address))
                .get(10, TimeUnit.SECONDS);
        start(new PasswordAttempt(new ClientId("other"), "music", USERS, "anna", "secret", address))
                .get(10, TimeUnit.SECONDS);
        assertThat(computed).hasSize(5);
    }

    @Test
    void aNameThatIsNobodysCostsWhatSomebodysDoes() throws Exception {
        assertThat(check("carl", "x")).isEqualTo(PasswordVerdict.WRONG);
        assertThat(check("carl", "y")).isEqualTo(PasswordVerdict.WRONG);
        assertThat(computed).hasSize(2);
        assertThat(computed.stream().map(PasswordHash::memoryKib).distinct())
                .as("the same stand-in each time")
                .hasSize(1);
    }

    @Test
    void twentyFailuresOfAnAddressAreHeardOutInAMinute() throws Exception {
        for (int i = 0; i < 20; i++) {
            assertThat(check("anna", "guess" + i)).isEqualTo(PasswordVerdict.WRONG);
        }
        assertThat(check("anna", "guess")).isEqualTo(PasswordVerdict.TOO_MANY);
        assertThat(check("anna", "secret"))
                .as("not even the right one, or guessing would go on")
                .isEqualTo(PasswordVerdict.TOO_MANY);
        assertThat(computed).hasSize(20);
        assertThat(start(attempt("anna", "secret", "192.0.2.2")).get(10, TimeUnit.SECONDS))
                .isEqualTo(PasswordVerdict.RIGHT);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos() + 1);
        assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.RIGHT);
    }

    @Test
    void aRememberedPasswordIsNoOracleForWhoeverGuesses() throws Exception {
        assertThat(start(attempt("anna", "secret", "192.0.2.2")).get(10, TimeUnit.SECONDS))
                .isEqualTo(PasswordVerdict.RIGHT);
        for (int i = 0; i < 20; i++) {
            check("anna", "guess" + i);
        }
        assertThat(check("anna", "secret")).isEqualTo(PasswordVerdict.TOO_MANY);
    }

    @Test
    void theSameAttemptAtOnceIsComputedOnce() throws Exception {
        permits.drainPermits();
        List<CompletableFuture<PasswordVerdict>> page = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            page.add(start(attempt("anna", "secret", "192.0.2.1")));
        }
        permits.release(1);
        for (CompletableFuture<PasswordVerdict> each : page) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo(PasswordVerdict.RIGHT);
        }
        assertThat(computed).hasSize(1);
    }

    @Test
    void oneAddressKeepsAFewAttemptsWaiting() throws Exception {
        permits.drainPermits();
        for (int i = 0; i < PasswordChecks.MAX_OF_ADDRESS; i++) {
            assertThat(start(attempt("anna", "guess" + i, "192.0.2.1"))).isNotDone();
        }
        assertThat(start(attempt("anna", "one more", "192.0.2.1")).get(10, TimeUnit.SECONDS))
                .isEqualTo(PasswordVerdict.TOO_MANY);
        CompletableFuture<PasswordVerdict> other = start(attempt("anna", "secret", "192.0.2.2"));
        permits.release(100);
        assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(PasswordVerdict.RIGHT);
        await().until(() -> check("anna", "secret") == PasswordVerdict.RIGHT);
    }

    @Test
    void theCallersOfOneClientLeaveRoomForThoseOfOthersAndTheQueueIsBounded() throws Exception {
        permits.drainPermits();
        int busy = 0;
        for (int client = 0; client < 10; client++) {
            for (int i = 0; i < PasswordChecks.MAX_OF_CLIENT + 1; i++) {
                CompletableFuture<PasswordVerdict> started = start(new PasswordAttempt(
                        new ClientId("c" + client),
                        "music",
                        USERS,
                        "anna",
                        "guess" + i,
                        InetAddress.getByName("10.0." + client + "." + i)));
                if (client == 0) {
                    assertThat(started.isDone()).isEqualTo(i == PasswordChecks.MAX_OF_CLIENT);
                }
                busy += started.isDone() ? 1 : 0;
            }
        }
        assertThat(busy)
                .isEqualTo(
                        10 * (PasswordChecks.MAX_OF_CLIENT + 1) - PasswordChecks.THREADS - PasswordChecks.MAX_WAITING);
    }
}
