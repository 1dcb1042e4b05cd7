package dev.moosic.tunnel.server.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/** Moves a channel to another event loop, where the stream or lane it will be joined to lives. */
public final class EventLoopMove {
    private EventLoopMove() {}

    /**
     * On the channel's event loop, with autoRead off.
     *
     * @param then runs on {@code loop} once the channel lives there, at once if it does already; not at all if the
     *     channel closed on the way
     */
    public static void move(Channel channel, EventLoop loop, Runnable then) {
        if (channel.eventLoop() == loop) {
            then.run();
            return;
        }
        channel.deregister().addListener(left -> {
            if (!left.isSuccess()) {
                channel.close();
                return;
            }
            loop.register(channel).addListener(joined -> {
                if (joined.isSuccess()) {
                    then.run();
                } else {
                    channel.unsafe().closeForcibly();
                }
            });
        });
    }
}
