package dev.moosic.tunnel.protocol.packet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text inside packets: strict UTF-8, and messages of bounded length for people. */
final class TextPayload {
    private static final char REPLACEMENT = '\ufffd';

    private TextPayload() {}

    /** Reads exactly {@code bytes} bytes, which must be there, as UTF-8. */
    static String read(ByteBuf in, int bytes) {
        if (ByteBufUtil.isText(in, in.readerIndex(), bytes, StandardCharsets.US_ASCII)) {
            return in.readString(bytes, StandardCharsets.US_ASCII);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(in.nioBuffer(in.readerIndex(), bytes))
                    .toString();
            in.skipBytes(bytes);
            return text;
        } catch (CharacterCodingException e) {
            throw new ProtocolException("text of " + bytes + " bytes that is not UTF-8");
        }
    }

    static boolean hasControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    static void write(String text, ByteBuf out) {
        ByteBufUtil.writeUtf8(out, text);
    }

    /** Reads the message at the end of a packet, cut to its limit; control characters are made visible, section 12. */
    static String readMessage(ByteBuf in) {
        String message = read(in, cutAt(in));
        StringBuilder shown = new StringBuilder(message.length());
        message.chars().forEach(c -> shown.append(Character.isISOControl(c) ? REPLACEMENT : (char) c));
        return shown.toString();
    }

    /** Writes a message, cut to its limit between two characters. */
    static void writeMessage(String message, ByteBuf out) {
        int start = out.writerIndex();
        write(message, out);
        ByteBuf written = out.slice(start, out.writerIndex() - start);
        out.writerIndex(start + cutAt(written));
    }

    /** Where a text has to be cut so that it keeps the limit of a message and no character is split. */
    private static int cutAt(ByteBuf text) {
        int cut = ProtocolLimits.MAX_MESSAGE_BYTES;
        if (text.readableBytes() <= cut) {
            return text.readableBytes();
        }
        int start = text.readerIndex();
        while (cut > 0 && isContinuation(text.getByte(start + cut))) {
            cut--;
        }
        return cut;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }
}
