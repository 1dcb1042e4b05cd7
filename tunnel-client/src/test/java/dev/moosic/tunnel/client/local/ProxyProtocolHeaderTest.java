package dev.moosic.tunnel.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Init;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyProtocolHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    /** Bytes by the specification: signature, version and command, family, length, addresses, ports. */
    @ParameterizedTest
    @CsvSource({
        "203.0.113.7:5123, 198.51.100.1:20022, 2111000ccb007107c633640114034e36",
        "[2001:db8::1]:443, [2001:db8::2]:80, "
                + "2121002420010db800000000000000000000000120010db800000000000000000000000201bb0050",
        "203.0.113.7:1, [2001:db8::2]:2, "
                + "2121002400000000000000000000ffffcb00710720010db800000000000000000000000200010002",
        ", 198.51.100.1:20022, 20000000",
        "203.0.113.7:5123, , 20000000",
        "nonsense, 198.51.100.1:20022, 20000000"
    })
    void headers(String source, String destination, String expected) {
        ByteBuf header = ProxyProtocolHeader.of(Init.to(1, source, destination), UnpooledByteBufAllocator.DEFAULT);
        try {
            assertThat(ByteBufUtil.hexDump(header)).isEqualTo(SIGNATURE + expected);
        } finally {
            header.release();
        }
    }
}
