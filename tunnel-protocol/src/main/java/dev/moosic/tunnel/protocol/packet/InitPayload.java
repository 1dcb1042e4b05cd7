package dev.moosic.tunnel.protocol.packet;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** The payload of {@link Init}, section 7.1: a tunnel's id, then fields of kind, length and value. */
final class InitPayload {
    private static final int SOURCE = 1;
    private static final int DESTINATION = 2;
    private static final int CLIENT_ID = 3;
    private static final int CALLER = 4;
    private static final int HOPS = 5;
    private static final int IMPLICIT_CREDIT = 6;

    private static final int FIELD_HEADER_BYTES = 3;

    private InitPayload() {}

    /** Reads a payload of at least four bytes to its end. */
    static Init read(long streamId, ByteBuf payload) {
        long tunnelId = payload.readUnsignedInt();
        @Nullable String[] texts = new String[HOPS];
        int hops = -1;
        int implicitCredit = 0;
        while (payload.isReadable()) {
            if (payload.readableBytes() < FIELD_HEADER_BYTES) {
                throw new ProtocolException("INIT that ends inside the header of a field");
            }
            int kind = payload.readUnsignedByte();
            int length = payload.readUnsignedShort();
            if (payload.readableBytes() < length) {
                throw new ProtocolException("INIT whose field " + kind + " says " + length + " bytes; "
                        + payload.readableBytes() + " are left");
            }
            switch (kind) {
                case SOURCE, DESTINATION, CLIENT_ID, CALLER -> {
                    checkFirst(kind, texts[kind] == null);
                    texts[kind] = readText(kind, payload, length);
                }
                case HOPS -> {
                    checkFirst(kind, hops < 0);
                    if (length < 1) {
                        throw new ProtocolException("INIT whose field " + kind + " is empty; expected 1 byte");
                    }
                    hops = payload.getUnsignedByte(payload.readerIndex());
                    payload.skipBytes(length);
                }
                case IMPLICIT_CREDIT -> {
                    checkFirst(kind, implicitCredit == 0);
                    implicitCredit = readImplicitCredit(payload, length);
                }
                default -> payload.skipBytes(length);
            }
        }
        return new Init(
                streamId,
                tunnelId,
                texts[SOURCE],
                texts[DESTINATION],
                texts[CLIENT_ID],
                texts[CALLER],
                Math.max(hops, 0),
                implicitCredit == 0 ? ProtocolLimits.INITIAL_CREDIT_BYTES : implicitCredit);
    }

    static void write(Init init, ByteBuf out) {
        out.writeInt((int) init.tunnelId());
        writeText(SOURCE, init.source(), out);
        writeText(DESTINATION, init.destination(), out);
        writeText(CLIENT_ID, init.clientId(), out);
        writeText(CALLER, init.caller(), out);
        if (init.hops() > 0) {
            out.writeByte(HOPS).writeShort(1).writeByte(init.hops());
        }
        if (init.implicitCredit() != ProtocolLimits.INITIAL_CREDIT_BYTES) {
            out.writeByte(IMPLICIT_CREDIT).writeShort(Short.BYTES).writeShort(init.implicitCredit());
        }
    }

    private static void writeText(int kind, @Nullable String value, ByteBuf out) {
        if (value == null) {
            return;
        }
        int start = out.writerIndex();
        out.writeByte(kind).writeShort(0);
        TextPayload.write(value, out);
        int length = out.writerIndex() - start - FIELD_HEADER_BYTES;
        if (length > ProtocolLimits.MAX_FIELD_BYTES) {
            throw new IllegalArgumentException("field " + kind + " of an Init has " + length + " bytes; at most "
                    + ProtocolLimits.MAX_FIELD_BYTES + " are allowed");
        }
        out.setShort(start + 1, length);
    }

    private static String readText(int kind, ByteBuf payload, int length) {
        if (length > ProtocolLimits.MAX_FIELD_BYTES) {
            throw new ProtocolException("INIT whose field " + kind + " has " + length + " bytes; at most "
                    + ProtocolLimits.MAX_FIELD_BYTES + " are allowed");
        }
        String text = TextPayload.read(payload, length);
        if (TextPayload.hasControl(text)) {
            throw new ProtocolException("INIT whose field " + kind + " has a control character");
        }
        return text;
    }

    private static int readImplicitCredit(ByteBuf payload, int length) {
        int credit = length < Short.BYTES ? 0 : payload.getUnsignedShort(payload.readerIndex());
        if (credit < 1 || credit > ProtocolLimits.INITIAL_CREDIT_BYTES) {
            throw new ProtocolException("INIT with an implicit credit of " + credit + " bytes in a field of " + length
                    + "; expected 1 to " + ProtocolLimits.INITIAL_CREDIT_BYTES + " in 2");
        }
        payload.skipBytes(length);
        return credit;
    }

    private static void checkFirst(int kind, boolean first) {
        if (!first) {
            throw new ProtocolException("INIT with field " + kind + " twice; expected at most once");
        }
    }
}
