package dev.moosic.tunnel.server.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/**
 * The default: every piece goes on as it comes. The stream is read only while the caller's channel is writable, and
 * credit goes back when the bytes have left for the caller.
 */
final class StreamDelivery implements Delivery {
    private final CallerConnection caller;
    private final Channel stream;
    private final Delivered delivered;
    private @Nullable ChannelFuture lastWrite;
    private boolean committed;
    private boolean done; // the stream may serve another exchange by now

    StreamDelivery(CallerConnection caller, Channel stream, Delivered delivered) {
        this.caller = caller;
        this.stream = stream;
        this.delivered = delivered;
    }

    @Override
    public void head(HttpResponse response) {
        committed = true;
        lastWrite = caller.writeHead(response);
    }

    @Override
    public void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        // First, since the write may fill the caller's buffer, which must not stop a stream that is free already.
        done |= last;
        lastWrite = caller.write(content);
        if (last) {
            caller.flush();
            delivered.written();
        }
    }

    @Override
    public void readComplete(int rawBytes) {
        caller.flush();
        if (lastWrite == null || lastWrite.isDone()) {
            StreamWatch.consumed(stream, rawBytes);
        } else {
            lastWrite.addListener(left -> StreamWatch.consumed(stream, rawBytes));
        }
        callerWritabilityChanged();
    }

    @Override
    public void callerWritabilityChanged() {
        if (!done) {
            stream.config().setAutoRead(caller.channel().isWritable());
        }
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void cancel() {
        done = true;
    }
}
