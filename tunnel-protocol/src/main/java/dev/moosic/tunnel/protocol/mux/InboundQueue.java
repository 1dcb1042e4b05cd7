package dev.moosic.tunnel.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of one stream that its pipeline has not read yet; never more than the granted window, which the caller checks.
 * Owns its buffers. Small pieces are copied together, so that a few bytes do not pin the large buffer they came in.
 */
final class InboundQueue {
    /** Pieces up to this size are copied when they have to wait. */
    static final int SMALL_PIECE_BYTES = 16 * 1024;

    private static final int USUAL_GATHERED_BYTES = 2 * 1024;

    private static final int GATHERED_BYTES = 64 * 1024;

    private @Nullable ArrayDeque<ByteBuf> pieces;
    private @Nullable ByteBuf gathering;

    boolean isEmpty() {
        return pieces == null || pieces.isEmpty();
    }

    /** Takes ownership of {@code piece}. */
    void add(ByteBuf piece, ByteBufAllocator allocator) {
        if (pieces == null) {
            pieces = new ArrayDeque<>(4);
        }
        int bytes = piece.readableBytes();
        if (bytes > SMALL_PIECE_BYTES) {
            gathering = null;
            pieces.add(piece);
            return;
        }
        if (gathering == null || gathering.maxWritableBytes() < bytes) {
            gathering = allocator.directBuffer(Math.max(bytes, USUAL_GATHERED_BYTES), GATHERED_BYTES);
            pieces.add(gathering);
        }
        gathering.writeBytes(piece);
        piece.release();
    }

    /** Hands the oldest piece to the caller, who releases it. There must be one. */
    ByteBuf remove() {
        ByteBuf piece = pieces == null ? null : pieces.poll();
        if (piece == null) {
            throw new NoSuchElementException();
        }
        if (piece == gathering) {
            gathering = null;
        }
        return piece;
    }

    /** The size of the oldest piece; 0 if there is none. */
    int nextBytes() {
        ByteBuf piece = pieces == null ? null : pieces.peek();
        return piece == null ? 0 : piece.readableBytes();
    }

    /** Hands at most {@code bytes} of the oldest piece to the caller, who releases them. There must be one. */
    ByteBuf remove(int bytes) {
        ByteBuf piece = pieces == null ? null : pieces.peek();
        if (piece == null || piece.readableBytes() <= bytes) {
            return remove();
        }
        if (piece == gathering) {
            gathering = null;
        }
        return piece.readRetainedSlice(bytes);
    }

    /** Releases everything; returns how many bytes that were. */
    int release() {
        int bytes = 0;
        while (!isEmpty()) {
            ByteBuf piece = remove();
            bytes += piece.readableBytes();
            piece.release();
        }
        return bytes;
    }
}
