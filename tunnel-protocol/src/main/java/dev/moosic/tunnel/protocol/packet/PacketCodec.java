package dev.moosic.tunnel.protocol.packet;

import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.HEADER_BYTES;
import static dev.moosic.tunnel.protocol.packet.ProtocolLimits.MAX_PACKET_BYTES;

import io.netty.buffer.ByteBuf;

/**
 * Between packets and their bytes, sections 3 and 4: pure functions. What section 14 calls a protocol error is a
 * {@link ProtocolException}; unknown types, flags, fields, JSON members and codes are not.
 */
public final class PacketCodec {
    private static final long U32_MASK = 0xffff_ffffL;

    private PacketCodec() {}

    /**
     * Reads one whole packet. The buffer stays the caller's; its reader index may move. {@link Data} holds a retained
     * slice of it, which its receiver releases; every other packet is free of it.
     *
     * @throws ProtocolException if the packet is not one that section 14 tolerates; nothing is retained then
     */
    public static ControlPacket decode(ByteBuf packet) {
        int size = packet.readableBytes();
        if (size < HEADER_BYTES || size > MAX_PACKET_BYTES) {
            throw new ProtocolException(
                    "packet of " + size + " bytes; expected " + HEADER_BYTES + " to " + MAX_PACKET_BYTES);
        }
        int code = packet.readUnsignedByte();
        packet.skipBytes(1);
        long streamId = packet.readLong();
        PacketType type = PacketType.of(code);
        checkStreamId(type, streamId);
        return switch (type) {
            case CLIENT_HELLO -> JsonPayload.read(packet, ClientHello.class);
            case SERVER_HELLO -> JsonPayload.read(packet, ServerHello.class);
            case PING -> new Ping(require(packet, 8, type).readLong());
            case PONG -> new Pong(require(packet, 8, type).readLong());
            case ACK -> new Ack(readCount(packet, type));
            case CLOSE -> readClose(packet);
            case INIT -> InitPayload.read(streamId, require(packet, 4, type));
            case REFUSED -> readRefused(streamId, packet);
            case DATA -> new Data(streamId, require(packet, 1, type).readRetainedSlice(packet.readableBytes()));
            case END -> new End(streamId);
            case RESET -> readReset(streamId, packet);
            case CREDIT -> new Credit(streamId, readCount(packet, type));
            case BIND -> new Bind(JsonPayload.read(packet, Tunnel.class));
            case BOUND -> new Bound(JsonPayload.read(packet, BoundTunnel.class));
            case UNBIND -> new Unbind(require(packet, 4, type).readUnsignedInt());
            case RENEW -> new Renew(TextPayload.read(packet, packet.readableBytes()));
            case DRAIN -> readDrain(packet);
            case UNKNOWN -> new Unknown(code, streamId);
        };
    }

    /**
     * Appends one whole packet to {@code out}, which stays the caller's. Does not release {@link Data}, nor move its
     * indices.
     *
     * @throws IllegalArgumentException if the packet is larger than the protocol allows
     */
    public static void encode(ControlPacket packet, ByteBuf out) {
        int start = out.writerIndex();
        if (packet instanceof Unknown unknown) {
            writeHeader(unknown.code(), unknown.streamId(), out);
            return;
        }
        writeHeader(packet.type().code(), packet.streamId(), out);
        switch (packet.type()) {
            case CLIENT_HELLO, SERVER_HELLO -> JsonPayload.write(packet, out);
            case PING -> out.writeLong(((Ping) packet).opaque());
            case PONG -> out.writeLong(((Pong) packet).opaque());
            case ACK -> out.writeLong(((Ack) packet).taken());
            case CLOSE -> writeClose((Close) packet, out);
            case INIT -> InitPayload.write((Init) packet, out);
            case REFUSED -> writeReason(((Refused) packet).code().code(), ((Refused) packet).message(), out);
            case DATA -> {
                ByteBuf content = ((Data) packet).content();
                out.writeBytes(content, content.readerIndex(), content.readableBytes());
            }
            case END, UNKNOWN -> {}
            case RESET -> writeReason(((Reset) packet).code().code(), ((Reset) packet).message(), out);
            case CREDIT -> out.writeLong(((Credit) packet).limit());
            case BIND -> JsonPayload.write(((Bind) packet).tunnel(), out);
            case BOUND -> JsonPayload.write(((Bound) packet).tunnel(), out);
            case UNBIND -> out.writeInt((int) ((Unbind) packet).tunnelId());
            case RENEW -> TextPayload.write(((Renew) packet).token(), out);
            case DRAIN -> writeDrain((Drain) packet, out);
        }
        int size = out.writerIndex() - start;
        if (size > MAX_PACKET_BYTES) {
            throw new IllegalArgumentException(
                    packet.type() + " of " + size + " bytes; at most " + MAX_PACKET_BYTES + " fit a packet");
        }
    }

    /** Appends the {@link ProtocolLimits#HEADER_BYTES} bytes that go before a packet's payload. */
    static void writeHeader(int code, long streamId, ByteBuf out) {
        out.writeByte(code);
        out.writeByte(0);
        out.writeLong(streamId);
    }

    /** Writes the header of {@code data} at an absolute index of {@code out}; for whoever sends the payload as it lies. */
    public static void setHeader(Data data, ByteBuf out, int index) {
        out.setShort(index, PacketType.DATA.code() << 8);
        out.setLong(index + 2, data.streamId());
    }

    /** Refuses what section 3 calls an error in a stream id; for decoders that read the header themselves, too. */
    public static void checkStreamId(PacketType type, long streamId) {
        if (type == PacketType.UNKNOWN) {
            return;
        }
        boolean aboutStream = PacketType.INIT.compareTo(type) <= 0 && type.compareTo(PacketType.CREDIT) <= 0;
        if (aboutStream ? streamId <= 0 : streamId != 0) {
            throw new ProtocolException(type + " with stream id " + Long.toUnsignedString(streamId) + "; expected "
                    + (aboutStream ? "1 to 2^63-1" : "0"));
        }
    }

    private static ByteBuf require(ByteBuf payload, int bytes, PacketType type) {
        if (payload.readableBytes() < bytes) {
            throw new ProtocolException(
                    type + " with a payload of " + payload.readableBytes() + " bytes; expected at least " + bytes);
        }
        return payload;
    }

    private static long readCount(ByteBuf payload, PacketType type) {
        long count = require(payload, 8, type).readLong();
        if (count < 0) {
            throw new ProtocolException(type + " of " + Long.toUnsignedString(count) + "; expected less than 2^63");
        }
        return count;
    }

    private static Close readClose(ByteBuf payload) {
        require(payload, 6, PacketType.CLOSE);
        return new Close(
                CloseCode.of(payload.readUnsignedShort()), payload.readUnsignedInt(), TextPayload.readMessage(payload));
    }

    private static void writeClose(Close close, ByteBuf out) {
        out.writeShort(close.code().code());
        out.writeInt(toU32(close.retryAfterMs()));
        TextPayload.writeMessage(close.message(), out);
    }

    private static Refused readRefused(long streamId, ByteBuf payload) {
        require(payload, 2, PacketType.REFUSED);
        return new Refused(streamId, RefusalCode.of(payload.readUnsignedShort()), TextPayload.readMessage(payload));
    }

    private static Reset readReset(long streamId, ByteBuf payload) {
        require(payload, 2, PacketType.RESET);
        return new Reset(streamId, StreamErrorCode.of(payload.readUnsignedShort()), TextPayload.readMessage(payload));
    }

    private static void writeReason(int code, String message, ByteBuf out) {
        out.writeShort(code);
        TextPayload.writeMessage(message, out);
    }

    private static Drain readDrain(ByteBuf payload) {
        require(payload, 4, PacketType.DRAIN);
        return new Drain(payload.readUnsignedInt(), TextPayload.readMessage(payload));
    }

    private static void writeDrain(Drain drain, ByteBuf out) {
        out.writeInt(toU32(drain.deadlineMs()));
        TextPayload.writeMessage(drain.message(), out);
    }

    /** Milliseconds that do not fit are as good as the largest number that does. */
    private static int toU32(long value) {
        return (int) Math.max(0, Math.min(value, U32_MASK));
    }
}
