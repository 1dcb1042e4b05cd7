package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, by {@code jcmd}. */
final class JavaHeap {
    private static final Pattern USED = Pattern.compile("(?:heap|generation)\\s+total [0-9]+K, used ([0-9]+)K");

    private JavaHeap() {}

    static boolean isJava(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "exe"))
                    .endsWith("java");
        } catch (IOException e) {
            return false;
        }
    }

    /** Bytes that are in use after a full collection. */
    static long usedAfterCollection(Tools tools, long pid) throws IOException, InterruptedException {
        String jcmd = Path.of(tools.java()).resolveSibling("jcmd").toString();
        Tools.run(List.of(jcmd, Long.toString(pid), "GC.run"));
        Matcher matcher = USED.matcher(Tools.run(List.of(jcmd, Long.toString(pid), "GC.heap_info")));
        long kilobytes = 0;
        while (matcher.find()) {
            kilobytes += Long.parseLong(matcher.group(1));
        }
        return kilobytes * 1024;
    }
}
