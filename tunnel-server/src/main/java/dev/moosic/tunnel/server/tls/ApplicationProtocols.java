package dev.moosic.tunnel.server.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Reads the ALPN extension (RFC 7301) of a ClientHello. Pure. */
final class ApplicationProtocols {
    private static final int VERSION_AND_RANDOM = 2 + 32;
    private static final int ALPN = 16;

    private ApplicationProtocols() {}

    /**
     * Whether the client offers {@code protocol}; no if the message is malformed, which the handshake then finds.
     *
     * @param hello the body of the ClientHello; its indices stay as they are
     */
    static boolean offers(ByteBuf hello, String protocol) {
        ByteBuf in = hello.slice();
        try {
            in.skipBytes(VERSION_AND_RANDOM);
            in.skipBytes(in.readUnsignedByte());
            in.skipBytes(in.readUnsignedShort());
            in.skipBytes(in.readUnsignedByte());
            ByteBuf extensions = in.readSlice(in.readUnsignedShort());
            while (extensions.isReadable()) {
                int type = extensions.readUnsignedShort();
                ByteBuf extension = extensions.readSlice(extensions.readUnsignedShort());
                if (type == ALPN) {
                    return contains(extension, protocol);
                }
            }
            return false;
        } catch (IndexOutOfBoundsException malformed) {
            return false;
        }
    }

    private static boolean contains(ByteBuf extension, String protocol) {
        ByteBuf names = extension.readSlice(extension.readUnsignedShort());
        while (names.isReadable()) {
            int length = names.readUnsignedByte();
            if (names.readSlice(length).toString(StandardCharsets.US_ASCII).equals(protocol)) {
                return true;
            }
        }
        return false;
    }
}
