package dev.moosic.tunnel.protocol.transport;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, with two of its faults mended.
 *
 * <p>Half-closed sockets. A channel that wants no event at the moment (its peer has ended, it has nothing to write, and is
 * not being read) is taken out of the epoll set by {@link EpollIoHandler} 4.2.18, which then fails with ENOENT as soon as
 * the channel wants one again: a relay that passes half-close on would see a failed write in place of a full socket. Here
 * such a channel stays in the set with an edge-triggered interest in nothing, which keeps what Netty meant to reach: that a
 * hang-up, which epoll always reports, is reported once and not forever.
 *
 * <p>File descriptors used again. {@link EpollIoHandler} finds the channel of an event by its file descriptor. If one event
 * of a batch has a channel closed and a new one opened, the new one has the descriptor of the old one, and what is left of
 * the batch for the old one reaches the new one: it takes the end of the old connection for its own, and never tells when
 * its own comes. No event of a batch is for a channel that was registered while the batch was handled, so none reaches it.
 */
final class MendedEpollFactory implements IoHandlerFactory {
    private final IoHandlerFactory epoll = EpollIoHandler.newFactory();

    @Override
    public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new Handler(epoll.newHandler(executor));
    }

    @Override
    public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
    }

    /** Confined to the event loop, but for {@code wakeup} and {@code isCompatible}. */
    private static final class Handler implements IoHandler {
        private final IoHandler epoll;
        /** How many batches of events were begun. */
        private long batches;

        Handler(IoHandler epoll) {
            this.epoll = epoll;
        }

        @Override
        public void initialize() {
            epoll.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            batches++;
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
            return new Registration(epoll.register(new LaterEvents((EpollIoHandle) handle)));
        }

        @Override
        public void wakeup() {
            epoll.wakeup();
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return epoll.isCompatible(handleType);
        }

        /** A channel that gets no event of the batch in which it was registered. */
        private final class LaterEvents implements EpollIoHandle {
            private final EpollIoHandle channel;
            /** The batch in which, or after which, it was registered. */
            private final long registeredIn = batches;

            LaterEvents(EpollIoHandle channel) {
                this.channel = channel;
            }

            @Override
            public FileDescriptor fd() {
                return channel.fd();
            }

            @Override
            public void handle(IoRegistration registration, IoEvent event) {
                if (registeredIn != batches) {
                    channel.handle(registration, event);
                }
            }

            @Override
            public void registered() {
                channel.registered();
            }

            @Override
            public void unregistered() {
                channel.unregistered();
            }

            @Override
            public void close() throws Exception {
                channel.close();
            }
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
