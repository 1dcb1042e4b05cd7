package dev.moosic.tunnel.bench.origin;

import dev.moosic.tunnel.bench.net.Constant;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /bytes/N}: N bytes, from a response made once. It parses no more than it must, so that the tunnels, not the
 * origin, are what a row measures.
 */
final class HttpOrigin extends EndsWithPeer {
    private static final int MAX_BODY = 16 * 1024 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PATH = "/bytes/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CLOSE = "onnection: close".getBytes(StandardCharsets.US_ASCII);
    private static final Map<String, ByteBuf> RESPONSES = new ConcurrentHashMap<>();

    private @Nullable ByteBuf pending;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (pending != null) {
            bytes = Unpooled.wrappedBuffer(pending, bytes);
            pending = null;
        }
        int end;
        while ((end = indexOf(bytes, END_OF_HEAD, bytes.readableBytes())) >= 0) {
            answer(ctx, bytes.slice(bytes.readerIndex(), end + END_OF_HEAD.length));
            bytes.skipBytes(end + END_OF_HEAD.length);
        }
        if (!bytes.isReadable()) {
            bytes.release();
        } else if (bytes.readableBytes() > MAX_HEAD) {
            bytes.release();
            ctx.close();
        } else {
            pending = bytes;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.flush();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private static void answer(ChannelHandlerContext ctx, ByteBuf head) {
        int path = indexOf(head, PATH, head.readableBytes());
        int size = 0;
        if (path >= 0) {
            for (int i = head.readerIndex() + path + PATH.length; i < head.writerIndex(); i++) {
                int digit = head.getByte(i) - '0';
                if (digit < 0 || digit > 9 || size > MAX_BODY) {
                    break;
                }
                size = size * 10 + digit;
            }
        }
        boolean close = indexOf(head, CLOSE, head.readableBytes()) >= 0;
        ByteBuf response = response(path < 0 || size > MAX_BODY ? -1 : size, close);
        if (close) {
            ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.write(response, ctx.voidPromise());
        }
    }

    private static ByteBuf response(int size, boolean close) {
        return RESPONSES
                .computeIfAbsent(size + (close ? " close" : ""), key -> made(size, close))
                .duplicate();
    }

    private static ByteBuf made(int size, boolean close) {
        String head = (size < 0 ? "HTTP/1.1 404 Not Found" : "HTTP/1.1 200 OK")
                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + Math.max(0, size)
                + (close ? "\r\nConnection: close" : "") + "\r\n\r\n";
        byte[] response = Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + Math.max(0, size));
        return Constant.of(response);
    }

    /** From the reader index, or -1. */
    private static int indexOf(ByteBuf bytes, byte[] what, int limit) {
        int start = bytes.readerIndex();
        int last = start + limit - what.length;
        for (int i = start; i <= last; i++) {
            i = bytes.indexOf(i, last + 1, what[0]);
            if (i < 0) {
                return -1;
            }
            int matched = 1;
            while (matched < what.length && bytes.getByte(i + matched) == what[matched]) {
                matched++;
            }
            if (matched == what.length) {
                return i - start;
            }
        }
        return -1;
    }
}
