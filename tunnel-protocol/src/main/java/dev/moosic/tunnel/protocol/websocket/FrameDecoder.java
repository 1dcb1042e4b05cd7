package dev.moosic.tunnel.protocol.websocket;

import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.HEADER_BYTES;
import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.MAX_PACKET_BYTES;

import dev.moosic.tunnel.protocol.packet.ControlPacket;
import dev.moosic.tunnel.protocol.packet.Data;
import dev.moosic.tunnel.protocol.packet.PacketCodec;
import dev.moosic.tunnel.protocol.packet.PacketType;
import dev.moosic.tunnel.protocol.packet.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Reads packets out of WebSocket frames as the bytes come, section 2. The payload of a {@code Data} packet is handed on
 * in the pieces in which it arrives, as slices; everything else is small and gathered until its message is whole.
 */
final class FrameDecoder {

    /** Where what was read goes to. */
    interface Output {
        /** Takes over {@code packet}. */
        void packet(ControlPacket packet);

        /** A ping, pong or close of WebSocket's own; {@code payload} stays the decoder's. */
        void controlFrame(int opcode, ByteBuf payload);

        /** Whether to go on; false ends the decoding for good. */
        boolean isOpen();
    }

    private static final int USUAL_PACKET_BYTES = 256;
    private static final int MAX_CONTROL_BYTES = 125;

    private final FrameHeader frame;
    /** The first bytes of the current message, then all of it unless it is Data. On the heap: nothing to release. */
    private ByteBuf gathered = Unpooled.buffer(USUAL_PACKET_BYTES);

    private final ByteBuf control = Unpooled.buffer(0, MAX_CONTROL_BYTES);

    private boolean inFrame;
    private int frameRead;
    private boolean inMessage;
    private int messageBytes;
    private boolean isData;
    private long dataStreamId;

    /** @param fromDialer whether the peer is the dialer, so that its frames have to be masked */
    FrameDecoder(boolean fromDialer) {
        this.frame = new FrameHeader(fromDialer);
    }

    /**
     * Reads {@code in} to its end, or until the output is closed; it stays the caller's, but may be unmasked in place.
     *
     * @throws ProtocolException once; the decoder is of no use after it
     */
    void decode(ByteBuf in, Output output) {
        boolean exclusive = in.refCnt() == 1 && !in.isReadOnly();
        while (in.isReadable() && output.isOpen()) {
            if (!inFrame) {
                if (!frame.read(in)) {
                    return;
                }
                beginFrame();
            }
            readPayload(in, exclusive, output);
            if (frameRead == frame.length()) {
                endFrame(output);
            }
        }
    }

    private void beginFrame() {
        inFrame = true;
        frameRead = 0;
        int opcode = frame.opcode();
        if (opcode == Opcode.PING || opcode == Opcode.PONG || opcode == Opcode.CLOSE) {
            control.clear();
            return;
        }
        if (opcode != (inMessage ? Opcode.CONTINUATION : Opcode.BINARY)) {
            throw new ProtocolException("WebSocket frame with opcode " + opcode + "; expected "
                    + (inMessage ? "the next part of a binary message" : "a binary message"));
        }
        if (!inMessage) {
            inMessage = true;
            messageBytes = 0;
            isData = false;
            gathered.clear();
        }
        messageBytes += frame.length();
        if (messageBytes > MAX_PACKET_BYTES) {
            throw new ProtocolException(
                    "packet of " + messageBytes + " bytes; at most " + MAX_PACKET_BYTES + " are allowed");
        }
    }

    private void readPayload(ByteBuf in, boolean exclusive, Output output) {
        if (Opcode.isControl(frame.opcode())) {
            gather(in, remaining(in), control);
            return;
        }
        if (gathered.readableBytes() < HEADER_BYTES) {
            gather(in, Math.min(HEADER_BYTES - gathered.readableBytes(), remaining(in)), gathered);
            if (gathered.readableBytes() == HEADER_BYTES) {
                readPacketHeader();
            }
        }
        int bytes = remaining(in);
        if (bytes > 0) {
            if (isData) {
                readData(in, bytes, exclusive, output);
            } else {
                gather(in, bytes, gathered);
            }
        }
    }

    private void readPacketHeader() {
        isData = gathered.getUnsignedByte(0) == PacketType.DATA.code();
        if (isData) {
            dataStreamId = gathered.getLong(2);
            PacketCodec.checkStreamId(PacketType.DATA, dataStreamId);
        }
    }

    private void readData(ByteBuf in, int bytes, boolean exclusive, Output output) {
        int key = frame.key();
        ByteBuf payload;
        if (key == 0) {
            payload = in.readRetainedSlice(bytes);
        } else if (exclusive) {
            Mask.apply(in, in.readerIndex(), bytes, key, frameRead);
            payload = in.readRetainedSlice(bytes);
        } else {
            payload = in.alloc().ioBuffer(bytes);
            Mask.copy(in, in.readerIndex(), bytes, payload, key, frameRead);
            in.skipBytes(bytes);
        }
        frameRead += bytes;
        output.packet(new Data(dataStreamId, payload));
    }

    private void gather(ByteBuf in, int bytes, ByteBuf into) {
        int index = into.writerIndex();
        into.writeBytes(in, bytes);
        if (frame.key() != 0) {
            Mask.apply(into, index, bytes, frame.key(), frameRead);
        }
        frameRead += bytes;
    }

    /** Bytes of the current frame that {@code in} holds. */
    private int remaining(ByteBuf in) {
        return Math.min(frame.length() - frameRead, in.readableBytes());
    }

    private void endFrame(Output output) {
        inFrame = false;
        if (Opcode.isControl(frame.opcode())) {
            output.controlFrame(frame.opcode(), control);
        } else if (frame.fin()) {
            inMessage = false;
            endMessage(output);
        }
    }

    private void endMessage(Output output) {
        if (!isData) {
            output.packet(PacketCodec.decode(gathered));
            if (gathered.capacity() > USUAL_PACKET_BYTES) {
                gathered = Unpooled.buffer(USUAL_PACKET_BYTES);
            }
        } else if (messageBytes == HEADER_BYTES) {
            throw new ProtocolException("DATA without payload; expected at least 1 byte");
        }
    }
}
