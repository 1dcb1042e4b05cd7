package dev.moosic.tunnel.protocol.websocket;

import dev.moosic.tunnel.protocol.packet.ProtocolException;
import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import io.netty.buffer.ByteBuf;

/**
 * The header of a WebSocket frame (RFC 6455 section 5.2): writes them, and reads one after another out of whatever
 * pieces they arrive in. Extensions, and lengths beyond what the protocol allows, are protocol errors.
 */
final class FrameHeader {
    /** Two bytes, two of length, four of masking key: no frame here is longer than 65,535 bytes. */
    static final int MAX_BYTES = 8;

    private static final int FIN = 0x80;
    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0f;
    private static final int MASK = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;
    private static final int MAX_SHORT_LENGTH = 125;

    private final boolean expectMask;

    /** What has been read of the header, right-aligned; its first bytes are the first of the wire. */
    private long bytes;

    private int count;
    private int size;

    private boolean fin;
    private int opcode;
    private int length;
    private int key;

    /** @param expectMask whether the peer is a dialer, whose frames all are masked */
    FrameHeader(boolean expectMask) {
        this.expectMask = expectMask;
        this.size = 2;
    }

    /**
     * Takes from {@code in} what belongs to the header.
     *
     * @return whether the header is complete; the next call then starts the next header
     */
    boolean read(ByteBuf in) {
        while (in.isReadable()) {
            bytes = bytes << Byte.SIZE | in.readUnsignedByte();
            if (++count == 2) {
                readFixedPart((int) bytes);
            }
            if (count == size) {
                readVariablePart();
                bytes = 0;
                count = 0;
                size = 2;
                return true;
            }
        }
        return false;
    }

    private void readFixedPart(int fixed) {
        int first = fixed >>> Byte.SIZE;
        int second = fixed & 0xff;
        fin = (first & FIN) != 0;
        opcode = first & OPCODE;
        length = second & LENGTH;
        if ((first & RESERVED) != 0) {
            throw new ProtocolException("WebSocket frame with reserved bits; no extension was agreed on");
        }
        if (((second & MASK) != 0) != expectMask) {
            throw new ProtocolException(
                    expectMask
                            ? "WebSocket frame without mask from the dialer"
                            : "masked WebSocket frame from the acceptor");
        }
        if (length == LENGTH_64_BITS) {
            throw new ProtocolException("WebSocket frame with a length of 64 bits; at most "
                    + ProtocolLimits.MAX_PACKET_BYTES + " bytes are allowed");
        }
        if (Opcode.isControl(opcode) && (!fin || length > MAX_SHORT_LENGTH)) {
            throw new ProtocolException(
                    "WebSocket control frame that is fragmented or longer than " + MAX_SHORT_LENGTH);
        }
        size = 2 + (length == LENGTH_16_BITS ? Short.BYTES : 0) + (expectMask ? Integer.BYTES : 0);
    }

    private void readVariablePart() {
        key = expectMask ? (int) bytes : 0;
        if (length == LENGTH_16_BITS) {
            length = (int) (bytes >>> (expectMask ? Integer.SIZE : 0)) & 0xffff;
            if (length < LENGTH_16_BITS) {
                throw new ProtocolException(
                        "WebSocket frame whose length of " + length + " is not in its shortest form");
            }
        }
    }

    /** Whether this frame ends its message. */
    boolean fin() {
        return fin;
    }

    int opcode() {
        return opcode;
    }

    /** Payload bytes, 0 … 65,535. */
    int length() {
        return length;
    }

    /** The masking key; 0 without mask, which is the same to the payload. */
    int key() {
        return key;
    }

    /** Bytes of the header of a frame with {@code length} bytes of payload, 0 … 65,535. */
    static int size(int length, boolean masked) {
        return 2 + (length > MAX_SHORT_LENGTH ? Short.BYTES : 0) + (masked ? Integer.BYTES : 0);
    }

    /** Writes the header of a final frame at an absolute index of {@code out}. */
    static void set(ByteBuf out, int index, int opcode, int length, boolean masked, int key) {
        int mask = masked ? MASK : 0;
        int next = index + 2;
        if (length > MAX_SHORT_LENGTH) {
            out.setShort(index, (FIN | opcode) << Byte.SIZE | mask | LENGTH_16_BITS);
            out.setShort(next, length);
            next += Short.BYTES;
        } else {
            out.setShort(index, (FIN | opcode) << Byte.SIZE | mask | length);
        }
        if (masked) {
            out.setInt(next, key);
        }
    }
}
