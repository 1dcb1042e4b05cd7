package dev.moosic.tunnel.testing;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector finds a buffer that nobody released. Registers itself in every
 * module that has the test-jar; needs {@code -Dio.netty.leakDetection.level=paranoid}, so that each buffer is tracked.
 */
public final class LeakCheck implements AfterAllCallback {
    private static final long GC_WAIT_MILLIS = 1_000;

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final AtomicLong TRACKED = new AtomicLong();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new RecordingFactory());
    }

    private static long checked;

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        boolean isNested = context.getRequiredTestClass().getEnclosingClass() != null;
        if (isNested || TRACKED.get() == checked) {
            return;
        }
        checked = TRACKED.get();
        List<String> leaks = findLeaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError("leaked, in this class or shortly before it:\n" + String.join("\n", leaks));
        }
    }

    /** What was leaked since this was last asked, each with the records of where the buffer had been. */
    static List<String> findLeaks() throws InterruptedException {
        // What the first collection found may still be on its way to the detector when its probe has arrived.
        collectGarbage();
        collectGarbage();
        reportLeaks();
        List<String> leaks = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            leaks.add(leak);
        }
        return leaks;
    }

    /** Returns when the collector has come by; what leaked is then known to the detector. */
    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> probe = new PhantomReference<>(new Object(), collected);
        System.gc();
        if (collected.remove(GC_WAIT_MILLIS) != probe) {
            throw new IllegalStateException("no garbage collection within " + GC_WAIT_MILLIS + " ms");
        }
    }

    /** The detector reports what it knows whenever it is asked to track another buffer. */
    private static void reportLeaks() {
        UnpooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }

    private static final class RecordingFactory extends ResourceLeakDetectorFactory {
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                Class<T> resource, int samplingInterval, long maxActive) {
            return new RecordingDetector<>(resource, samplingInterval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval) {
            return new RecordingDetector<>(resource, samplingInterval);
        }
    }

    private static final class RecordingDetector<T> extends ResourceLeakDetector<T> {
        RecordingDetector(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        public ResourceLeakTracker<T> track(T resource) {
            TRACKED.incrementAndGet();
            return super.track(resource);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType + " (no records: is leak detection paranoid?)");
        }
    }
}
