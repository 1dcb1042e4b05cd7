package dev.moosic.tunnel.bench.load;

/** Read at the beginning and at the end of what is counted: CPU time of the processes that are measured. */
@FunctionalInterface
public interface Meter {
    /** So far, in seconds. */
    double cpuSeconds();
}
