package dev.moosic.tunnel.bench.plan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What kind of machine this is: nothing that names it. */
final class Machine {
    private Machine() {}

    static Map<String, String> describe() {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("processor", field("/proc/cpuinfo", "model name"));
        machine.put("cores", "" + Runtime.getRuntime().availableProcessors());
        machine.put("memory", field("/proc/meminfo", "MemTotal"));
        machine.put(
                "kernel",
                System.getProperty("os.name") + " "
                        + System.getProperty("os.version").replaceAll("-.*", "") + " " + System.getProperty("os.arch"));
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        machine.put("congestion control", read("/proc/sys/net/ipv4/tcp_congestion_control"));
        machine.put("tcp_rmem", read("/proc/sys/net/ipv4/tcp_rmem"));
        machine.put("tcp_wmem", read("/proc/sys/net/ipv4/tcp_wmem"));
        machine.put("idle connections, at most", "" + mostIdleConnections());
        machine.put("load average at the start", read("/proc/loadavg"));
        return machine;
    }

    /** 10,000, or what a relay with two descriptors a connection can hold here. */
    static int mostIdleConnections() {
        String limit = field("/proc/self/limits", "Max open files").replaceAll(".* ([0-9]+) +files.*", "$1");
        return limit.matches("[0-9]{1,9}") ? Math.min(10_000, (Integer.parseInt(limit) - 200) / 2) : 10_000;
    }

    private static String field(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip().replace('\t', ' ');
        } catch (IOException e) {
            return "unknown";
        }
    }
}
