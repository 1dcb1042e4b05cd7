package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.moosic.tunnel.auth.database.Database;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.testing.FixedClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, each polling it; the clock that tokens see is the test's. */
class KeyRotationTest {
    private static final ClientId HOME = new ClientId("home");
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration MONTH = Duration.ofDays(30);

    @TempDir
    Path folder;

    private final FixedClock clock = new FixedClock();
    private Database database;
    private AuthService one;
    private AuthService other;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(DatabaseSettings.embedded(folder));
        one = node();
        other = node();
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        database.close();
    }

    private final Queue<AuditEntry> decisions = new ConcurrentLinkedQueue<>();

    private AuthService node() throws Exception {
        AuthSettings settings = new AuthSettings(
                () -> List.of(URI.create("http://tunnel.example.com:8000")),
                () -> null,
                KeySeal.NONE,
                AuthSettings.TUNNEL_TOKEN_LIFETIME,
                POLL,
                MONTH,
                shown -> false);
        AuthService node = AuthService.open(settings, database, clock, decisions::add);
        node.ready().get(20, TimeUnit.SECONDS);
        return node;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    private static int keys(AuthService node) {
        return node.publicKeys().split("\"kid\"", -1).length - 1;
    }

    private ClientKey enrol() throws Exception {
        Invite invite = get(one.createInvite(HOME, Grants.NONE, Duration.ofHours(1)));
        ClientKey key = ClientKey.generate();
        assertThat(new EndpointClient(one.endpoints())
                        .enrol(invite, key.publicJwk())
                        .status())
                .isEqualTo(200);
        return key;
    }

    /** What clients and callers do all day: get a token from a node, show it to either. */
    private final class Load implements Runnable {
        private final ClientKey key;
        private final AuthService issuing;
        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicInteger requests = new AtomicInteger();
        final Queue<Object> failures = new ConcurrentLinkedQueue<>();
        final Set<String> signedBy = new HashSet<>();

        Load(ClientKey key, AuthService issuing) {
            this.key = key;
            this.issuing = issuing;
        }

        @Override
        public void run() {
            EndpointClient http = new EndpointClient(issuing.endpoints());
            while (!stop.get()) {
                EndpointClient.Answer answer =
                        http.requestToken(key.assertion(HOME, issuing.issuer(), clock.instant()));
                String token = answer.json().path("token").asText();
                try {
                    one.tokenVerifier().verifyTunnel(token);
                    other.tokenVerifier().verifyTunnel(token);
                    String api = get(issuing.issueApiToken(ApiTokenTerms.forClients(List.of(HOME), Duration.ofDays(1))))
                            .token();
                    signedBy.add(api.substring(0, api.indexOf('.')));
                    one.tokenVerifier().verifyCaller(api);
                    other.tokenVerifier().verifyCaller(api);
                } catch (InvalidTokenException e) {
                    failures.add(answer.text() + e.getMessage());
                } catch (Exception e) {
                    failures.add(e);
                }
                requests.incrementAndGet();
            }
        }
    }

    @Test
    void fiveRotationsUnderLoadFailNoRequest() throws Exception {
        ClientKey key = enrol();
        List<Load> loads = List.of(new Load(key, one), new Load(key, other));
        List<Thread> threads = loads.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        for (int rotation = 1; rotation <= 5; rotation++) {
            int expected = rotation + 1;
            get((rotation % 2 == 0 ? one : other).rotateKeys());
            await().until(() -> keys(one) == expected && keys(other) == expected);
            int before = loads.get(0).requests.get() + loads.get(1).requests.get();
            clock.advance(SigningKeyStore.KEY_LEAD);
            await().until(() ->
                    loads.get(0).requests.get() + loads.get(1).requests.get() > before + 20);
        }
        loads.forEach(load -> load.stop.set(true));
        for (Thread thread : threads) {
            thread.join();
        }
        for (Load load : loads) {
            assertThat(load.failures).isEmpty();
            assertThat(load.signedBy).as("every key signed").hasSizeGreaterThanOrEqualTo(5);
        }
    }

    @Test
    void scheduledRotationIsDoneByOneNode() {
        assertThat(keys(one)).isEqualTo(1);
        clock.advance(MONTH);
        await().until(() -> keys(one) == 2 && keys(other) == 2);
        clock.advance(MONTH.plus(SigningKeyStore.KEY_LEAD));
        await().until(() -> keys(one) == 3 && keys(other) == 3);
        assertThat(decisions)
                .extracting(entry -> entry.event() + " " + entry.reason())
                .containsExactly("KEY_ROTATION on schedule", "KEY_ROTATION on schedule");
    }

    @Test
    void retiredKeysAreWithdrawnAndTheirNumberIsBounded() throws Exception {
        for (int i = 1; i < SigningKeyStore.MAX_KEYS; i++) {
            get(one.rotateKeys());
        }
        assertThat(one.rotateKeys())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("128 keys are published");
        assertThat(decisions)
                .filteredOn(entry -> entry.outcome() == AuditEntry.Outcome.REFUSED)
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason()).isEqualTo("too many keys"));
        clock.advance(Duration.ofDays(91));
        await().until(() -> keys(one) <= 2);
        get(one.rotateKeys());
    }

    @Test
    void revokedTokenIsKnownToTheOtherNode() throws Exception {
        enrol();
        String token = get(one.issueApiToken(ApiTokenTerms.forClients(List.of(HOME), Duration.ofDays(1))))
                .token();
        other.tokenVerifier().verifyCaller(token);
        get(one.revokeToken(token));
        await().untilAsserted(
                        () -> assertThatThrownBy(() -> other.tokenVerifier().verifyCaller(token))
                                .hasMessageContaining("was revoked"));
    }
}
