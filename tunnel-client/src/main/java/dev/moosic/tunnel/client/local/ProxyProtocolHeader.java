package dev.moosic.tunnel.client.local;

import dev.moosic.tunnel.client.config.HostAndPort;
import dev.moosic.tunnel.protocol.packet.Init;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.NetUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The PROXY protocol's binary header, version 2, that tells a local service who really called. */
final class ProxyProtocolHeader {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int VERSION_2_LOCAL = 0x20;
    private static final int VERSION_2_PROXY = 0x21;
    private static final int UNSPECIFIED = 0x00;
    private static final int TCP_OVER_IPV4 = 0x11;
    private static final int TCP_OVER_IPV6 = 0x21;
    private static final int PORTS_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    private ProxyProtocolHeader() {}

    /**
     * The header for a stream; {@code LOCAL}, which names nobody, if the Init lacks an address. The caller owns the
     * buffer.
     */
    static ByteBuf of(Init init, ByteBufAllocator allocator) {
        @Nullable HostAndPort source = parse(init.source());
        @Nullable HostAndPort destination = parse(init.destination());
        byte[] from = source == null ? null : NetUtil.createByteArrayFromIpAddressString(source.host());
        byte[] to = destination == null ? null : NetUtil.createByteArrayFromIpAddressString(destination.host());
        ByteBuf header = allocator.ioBuffer(SIGNATURE.length + 4 + 2 * IPV6_BYTES + PORTS_BYTES);
        header.writeBytes(SIGNATURE);
        if (source == null || destination == null || from == null || to == null) {
            return header.writeByte(VERSION_2_LOCAL).writeByte(UNSPECIFIED).writeShort(0);
        }
        if (from.length != to.length) {
            from = asIpv6(from);
            to = asIpv6(to);
        }
        return header.writeByte(VERSION_2_PROXY)
                .writeByte(from.length == IPV6_BYTES ? TCP_OVER_IPV6 : TCP_OVER_IPV4)
                .writeShort(from.length + to.length + PORTS_BYTES)
                .writeBytes(from)
                .writeBytes(to)
                .writeShort(source.port())
                .writeShort(destination.port());
    }

    private static @Nullable HostAndPort parse(@Nullable String address) {
        try {
            return address == null ? null : HostAndPort.parse(address);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** An IPv4 address as ::ffff:a.b.c.d. */
    private static byte[] asIpv6(byte[] address) {
        if (address.length == IPV6_BYTES) {
            return address;
        }
        byte[] mapped = new byte[IPV6_BYTES];
        Arrays.fill(mapped, 10, 12, (byte) 0xFF);
        System.arraycopy(address, 0, mapped, 12, address.length);
        return mapped;
    }
}
