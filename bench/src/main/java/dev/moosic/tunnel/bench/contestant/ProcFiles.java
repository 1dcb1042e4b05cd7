package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What Linux tells of processes under {@code /proc}. */
public final class ProcFiles {
    /** USER_HZ is 100 on every Linux that runs Java. */
    private static final double TICKS_PER_SECOND = 100;

    private ProcFiles() {}

    /** User and system time so far; what has ended counts as nothing. */
    public static double cpuSeconds(Collection<Long> pids) {
        double total = 0;
        for (long pid : pids) {
            total += ticks(read(pid, "stat")) / TICKS_PER_SECOND;
        }
        return total;
    }

    /** Proportional set size, in bytes. */
    public static long pss(long pid) {
        for (String line : read(pid, "smaps_rollup").split("\n")) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
            }
        }
        return 0;
    }

    private static long ticks(String stat) {
        int afterName = stat.lastIndexOf(')');
        if (afterName < 0) {
            return 0;
        }
        String[] fields = stat.substring(afterName + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            return "";
        }
    }
}
