package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.packet.ProtocolLimits;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The bookkeeping of credit for one packet of 16 KiB: received, consumed, and granted again when it is worth it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CreditBenchmark {
    private static final int BYTES = 16 * 1024;

    private final ReceiveWindow receiving = new ReceiveWindow(
            new SessionBudget(ProtocolLimits.SESSION_BUDGET_BYTES), ProtocolLimits.INITIAL_CREDIT_BYTES);
    private final SendWindow sending = new SendWindow(ProtocolLimits.INITIAL_CREDIT_BYTES);
    private long now;

    @Setup
    public void setUp() {
        receiving.open();
    }

    @Benchmark
    public int packet() {
        now += 100_000;
        sending.sent(BYTES);
        receiving.received(BYTES);
        receiving.consumed(BYTES, now, 20_000_000);
        if (receiving.grant()) {
            sending.raise(receiving.limit());
        }
        return sending.available();
    }
}
