package dev.moosic.tunnel.client.socket;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks names up by the machine's resolver on threads of its own, since that call blocks, sometimes for a minute. Every
 * call asks again; {@link #forgetQuickly} keeps the JVM from answering out of its own cache.
 */
public final class NameLookup implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 1_024;

    private final AtomicInteger threads = new AtomicInteger();
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), this::thread);

    public NameLookup() {
        executor.allowCoreThreadTimeOut(true);
    }

    /** Caps the JVM's cache of answers at one second; before the first lookup of the process. */
    public static void forgetQuickly() {
        java.security.Security.setProperty("networkaddress.cache.ttl", "1");
        java.security.Security.setProperty("networkaddress.cache.negative.ttl", "1");
    }

    /**
     * All addresses of {@code host}, in the resolver's order; a literal address is its own answer.
     *
     * @param loop completes the future; fails it with {@link UnknownHostException}
     */
    public Future<List<InetAddress>> addresses(String host, EventExecutor loop) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        Promise<List<InetAddress>> answer = loop.newPromise();
        if (literal != null) {
            return answer.setSuccess(List.of(literal(host, literal)));
        }
        try {
            executor.execute(() -> lookUp(host, answer));
        } catch (RejectedExecutionException e) {
            answer.setFailure(new UnknownHostException(host + " (too many lookups are waiting for the resolver)"));
        }
        return answer;
    }

    private static void lookUp(String host, Promise<List<InetAddress>> answer) {
        try {
            answer.trySuccess(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            answer.tryFailure(e);
        }
    }

    private static InetAddress literal(String host, byte[] bytes) {
        try {
            return InetAddress.getByAddress(host, bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Thread thread(Runnable task) {
        Thread thread = new Thread(task, "name-lookup-" + threads.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
