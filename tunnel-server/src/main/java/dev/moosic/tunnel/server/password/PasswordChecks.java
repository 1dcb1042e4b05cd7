package dev.moosic.tunnel.server.password;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.moosic.tunnel.auth.FailureLimiter;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.PasswordHash;
import dev.moosic.tunnel.protocol.packet.BasicUser;
import dev.moosic.tunnel.server.net.AddressLimit;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks passwords on a few threads of its own, so that at most {@link #THREADS} of them take memory at once. The same
 * attempt made many times at once is checked once; a right one is remembered for {@link #REMEMBERED}, under the hash it
 * was right for. An unknown name costs what a known one does. Any thread; never blocks.
 */
public final class PasswordChecks implements AutoCloseable {
    static final int THREADS = 2;

    /** Attempts that wait for a thread. */
    static final int MAX_WAITING = 32;

    /** Attempts of one address that wait or are being checked: those are not counted as failed yet. */
    static final int MAX_OF_ADDRESS = 4;

    /** Likewise for the tunnels of one client, so that no other has to wait for what its callers try. */
    static final int MAX_OF_CLIENT = 16;

    static final int MAX_REMEMBERED = 10_000;
    static final Duration REMEMBERED = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(PasswordChecks.class);

    private final BiPredicate<PasswordHash, String> matches;
    private final FailureLimiter failures;
    private final AttemptKeys keys = new AttemptKeys();
    private final Cache<ByteBuffer, Boolean> right;
    private final ConcurrentMap<ByteBuffer, CompletableFuture<PasswordVerdict>> running = new ConcurrentHashMap<>();
    private final AddressLimit ofAddresses = new AddressLimit(MAX_OF_ADDRESS);
    private final ConcurrentMap<ClientId, Integer> ofClients = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            new DefaultThreadFactory("password", true));

    public PasswordChecks() {
        this(Ticker.systemTicker(), Argon2::matches);
    }

    /** @param matches whether a password is that of a hash; slow */
    PasswordChecks(Ticker ticker, BiPredicate<PasswordHash, String> matches) {
        this.matches = matches;
        failures = new FailureLimiter(ticker);
        right = Caffeine.newBuilder()
                .maximumSize(MAX_REMEMBERED)
                .expireAfterWrite(REMEMBERED)
                .ticker(ticker)
                .build();
    }

    /** @return never fails; completes at once for what was right before */
    public CompletionStage<PasswordVerdict> check(PasswordAttempt attempt) {
        if (failures.isBlocked(attempt.address())) {
            return CompletableFuture.completedFuture(PasswordVerdict.TOO_MANY);
        }
        BasicUser user = find(attempt);
        ByteBuffer key = keys.of(attempt, user == null ? null : user.hash());
        if (user != null && right.getIfPresent(key) != null) {
            return CompletableFuture.completedFuture(PasswordVerdict.RIGHT);
        }
        CompletableFuture<PasswordVerdict> mine = new CompletableFuture<>();
        CompletableFuture<PasswordVerdict> earlier = running.putIfAbsent(key, mine);
        if (earlier != null) {
            return earlier;
        }
        mine.whenComplete((verdict, failure) -> running.remove(key, mine));
        start(attempt, user, key, mine);
        return mine;
    }

    private void start(
            PasswordAttempt attempt,
            @Nullable BasicUser user,
            ByteBuffer key,
            CompletableFuture<PasswordVerdict> verdict) {
        InetSocketAddress address = new InetSocketAddress(attempt.address(), 0);
        if (!ofAddresses.tryAcquire(address)) {
            verdict.complete(PasswordVerdict.TOO_MANY);
            return;
        }
        verdict.whenComplete((done, failure) -> ofAddresses.release(address));
        if (!enter(attempt.client())) {
            verdict.complete(PasswordVerdict.BUSY);
            return;
        }
        verdict.whenComplete((done, failure) -> leave(attempt.client()));
        try {
            threads.execute(() -> verdict.complete(compare(attempt, user, key)));
        } catch (RejectedExecutionException full) {
            verdict.complete(PasswordVerdict.BUSY);
        }
    }

    private PasswordVerdict compare(PasswordAttempt attempt, @Nullable BasicUser user, ByteBuffer key) {
        try {
            BasicUser compared = user != null ? user : keys.standIn(attempt);
            boolean same = matches.test(PasswordHash.parse(String.valueOf(compared.hash())), attempt.password());
            if (same && user != null) {
                right.put(key, true);
                return PasswordVerdict.RIGHT;
            }
            failures.failed(attempt.address());
            return PasswordVerdict.WRONG;
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error(
                    "password could not be checked client={} tunnel={} reason={}",
                    attempt.client(),
                    attempt.tunnel(),
                    e.getClass().getSimpleName());
            return PasswordVerdict.BUSY;
        }
    }

    private static @Nullable BasicUser find(PasswordAttempt attempt) {
        for (BasicUser user : attempt.users()) {
            if (PasswordHash.normalized(String.valueOf(user.name())).equals(attempt.name())) {
                return user;
            }
        }
        return null;
    }

    private boolean enter(ClientId client) {
        if (ofClients.merge(client, 1, Integer::sum) <= MAX_OF_CLIENT) {
            return true;
        }
        leave(client);
        return false;
    }

    private void leave(ClientId client) {
        ofClients.computeIfPresent(client, (same, now) -> now == 1 ? null : now - 1);
    }

    /** Checks nothing more. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
