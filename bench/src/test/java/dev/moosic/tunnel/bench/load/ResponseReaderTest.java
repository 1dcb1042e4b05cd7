package dev.moosic.tunnel.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseReaderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\n\r\n",
            })
    void endsWhereTheResponseDoesHoweverItIsCut(String response) {
        byte[] bytes = response.getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= bytes.length; piece++) {
            ResponseReader reader = new ResponseReader();
            reader.begin();
            int read = 0;
            boolean complete = false;
            while (read < bytes.length) {
                assertThat(complete)
                        .as("complete before its end, in pieces of %d", piece)
                        .isFalse();
                ByteBuf next = Unpooled.wrappedBuffer(bytes, read, Math.min(piece, bytes.length - read));
                read += next.readableBytes();
                complete = reader.read(next);
            }
            assertThat(complete).as("complete, in pieces of %d", piece).isTrue();
            assertThat(reader.status()).isEqualTo(200);
        }
    }
}
