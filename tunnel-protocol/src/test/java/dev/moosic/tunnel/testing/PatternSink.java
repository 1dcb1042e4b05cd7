package dev.moosic.tunnel.testing;

import io.netty.buffer.ByteBuf;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Takes what came out of the thing under test: how much it was, and its SHA-256. Not thread-safe. */
public final class PatternSink extends OutputStream {
    private final MessageDigest digest;
    private long count;

    public PatternSink() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void write(int b) {
        digest.update((byte) b);
        count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        count += length;
    }

    /** Takes what {@code buffer} has to read; it stays the caller's, unread. */
    public void write(ByteBuf buffer) {
        count += buffer.readableBytes();
        digest.update(buffer.nioBuffer());
    }

    /** Bytes so far. */
    public long count() {
        return count;
    }

    /** Of the bytes so far, in hex. */
    public String sha256() {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java cannot be cloned", e);
        }
    }
}
