package dev.moosic.tunnel.client.run;

import dev.moosic.tunnel.client.config.ClientCertificate;
import dev.moosic.tunnel.client.config.ConfigException;
import dev.moosic.tunnel.client.config.ProxyAddress;
import dev.moosic.tunnel.client.control.HttpCall;
import dev.moosic.tunnel.client.control.PassedTime;
import dev.moosic.tunnel.client.control.ServerDialer;
import dev.moosic.tunnel.client.control.ServerTrust;
import dev.moosic.tunnel.client.proxy.ProxyRoutes;
import dev.moosic.tunnel.client.socket.NameLookup;
import dev.moosic.tunnel.client.socket.SocketDialer;
import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What every part of a running client shares. One event loop carries the control connection, its streams and their local
 * connections: a stream's bytes never change threads.
 */
public final class ClientRuntime implements AutoCloseable {
    private static final int EVENT_LOOPS = 1;
    private static final long SHUTDOWN_SECONDS = 2;

    private final EventLoopGroup group;
    private final Transport transport;
    private final NameLookup names = new NameLookup();
    private final SocketDialer sockets;
    private final ServerDialer servers;
    private final @Nullable ScheduledExecutorService watcher;

    /**
     * @param proxy as configured; {@code null}: as {@code environment} says
     * @param pin of the servers' authority; {@code null}: WebPKI
     * @param certificate for servers that ask for one
     * @param passed what has passed for certain, whatever this machine's clock says
     */
    public ClientRuntime(
            @Nullable ProxyAddress proxy,
            Map<String, String> environment,
            @Nullable String pin,
            @Nullable ClientCertificate certificate,
            PassedTime passed)
            throws ConfigException {
        ServerTrust trust = new ServerTrust(pin, certificate, passed);
        watcher = certificate == null ? null : watch(trust);
        ProxyRoutes proxies = new ProxyRoutes(proxy, environment);
        transport = Transport.detect();
        group = transport.newEventLoopGroup(EVENT_LOOPS, "tunnel");
        sockets = new SocketDialer(transport, names);
        servers = new ServerDialer(sockets, proxies, trust);
    }

    private static ScheduledExecutorService watch(ServerTrust trust) {
        ScheduledExecutorService watcher =
                Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("certificate-watcher", true));
        long every = ServerTrust.POLL_INTERVAL.toMillis();
        watcher.scheduleWithFixedDelay(trust::reload, every, every, TimeUnit.MILLISECONDS);
        return watcher;
    }

    public EventLoop loop() {
        return group.next();
    }

    public Transport transport() {
        return transport;
    }

    /** Towards local services. */
    public SocketDialer sockets() {
        return sockets;
    }

    /** Towards servers. */
    public ServerDialer servers() {
        return servers;
    }

    public HttpCall http() {
        return new HttpCall(servers, loop());
    }

    /** Closes every channel; waits for it. */
    @Override
    public void close() {
        names.close();
        if (watcher != null) {
            watcher.shutdownNow();
        }
        group.shutdownGracefully(0, SHUTDOWN_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
