package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.server.config.HttpSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A player's request: read by the strict decoder, and checked against the rules beyond the grammar. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderParsingBenchmark {
    private static final String REQUEST = "GET /files/track?clientId=home&trackId=1&quality=LOW HTTP/1.1\r\n"
            + "Host: tunnel.example.com\r\nAuthorization: Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJob21lIn0.c2lnbmF0dXJl\r\n"
            + "Range: bytes=0-65535\r\nAccept: */*\r\nUser-Agent: player/1.0\r\nmoosicbox-profile: master\r\n"
            + "Accept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n\r\n";

    private final EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder(HttpSettings.defaults()));
    private final ByteBuf request =
            PooledByteBufAllocator.DEFAULT.directBuffer(1024).writeBytes(REQUEST.getBytes(StandardCharsets.US_ASCII));

    @TearDown
    public void tearDown() {
        channel.finishAndReleaseAll();
        request.release();
    }

    @Benchmark
    public int parseAndCheck() throws ProblemException {
        channel.writeInbound(request.retainedDuplicate());
        int fields = 0;
        for (Object message; (message = channel.readInbound()) != null; ReferenceCountUtil.release(message)) {
            if (message instanceof HttpRequest head) {
                RequestRules.check(head);
                fields = head.headers().size();
            }
        }
        return fields;
    }
}
