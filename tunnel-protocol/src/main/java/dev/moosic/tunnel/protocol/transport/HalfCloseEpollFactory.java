package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, kept from losing sockets that are half closed.
 *
 * <p>A channel that wants no event at the moment (its peer has ended, it has nothing to write, and is not being read) is
 * taken out of the epoll set by {@link EpollIoHandler} 4.2.18, which then fails with ENOENT as soon as the channel wants
 * one again: a relay that passes half-close on would see a failed write in place of a full socket. Here such a channel
 * stays in the set with an edge-triggered interest in nothing, which keeps what Netty meant to reach: that a hang-up,
 * which epoll always reports, is reported once and not forever.
 */
final class HalfCloseEpollFactory implements IoHandlerFactory {
    private final IoHandlerFactory epoll = EpollIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(epoll.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
    }

    private record Handler(IoHandler epoll) implements IoHandler {
        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return epoll.run(context);
        }

        @Override
        public void prepareToDestroy() {
            epoll.prepareToDestroy();
        }

        @Override
        public void destroy() {
            epoll.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return new Registration(epoll.register(handle));
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return epoll.isCompatible(handleType);
        }
    }

    /** Confined to the event loop, but for {@code cancel} and {@code isValid}, which Netty guards. */
    private static final class Registration implements IoRegistration {
        private final IoRegistration epoll;
        private boolean added;

        Registration(IoRegistration epoll) {
            this.epoll = epoll;
        }

        @Override
        public <T> T attachment() {
            return epoll.attachment();
        }

        @Override
        public long submit(IoOps ops) {
            boolean none = ops.equals(EpollIoOps.NONE);
            if (none && added) {
                return epoll.submit(EpollIoOps.EPOLLET);
            }
            added |= !none;
            return epoll.submit(ops);
        }

        @Override
        public boolean isValid() {
            return epoll.isValid();
        }

        @Override
        public boolean cancel() {
            return epoll.cancel();
        }
    }
}
