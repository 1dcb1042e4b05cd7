package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A contestant that runs and carries connections.
 *
 * @param tcp its public port; a connection to it reaches the origin
 * @param api its own HTTP entrance, beside the TCP port, if it has one
 * @param processes of the contestant, server first
 * @param acceptSeconds from the start of the server's process until it accepted a connection
 * @param readySeconds from the same until an echo came back through the tunnel
 * @param way what lies between its ends
 */
public record Deployment(
        InetSocketAddress tcp,
        Optional<HttpEntrance> api,
        List<RunningProcess> processes,
        double acceptSeconds,
        double readySeconds,
        Way way)
        implements AutoCloseable {

    /**
     * An HTTP reverse proxy.
     *
     * @param query appended to the path
     * @param headers each with its line end
     */
    public record HttpEntrance(InetSocketAddress address, String host, String query, String headers) {}

    public double cpuSeconds() {
        List<Long> pids = new ArrayList<>();
        processes.forEach(process -> pids.addAll(process.pids()));
        return ProcFiles.cpuSeconds(pids);
    }

    /** PSS in bytes, by process: {@code server}, {@code client}. */
    public Map<String, Long> pss() {
        Map<String, Long> result = new LinkedHashMap<>();
        for (RunningProcess process : processes) {
            result.merge(
                    end(process),
                    process.pids().stream().mapToLong(ProcFiles::pss).sum(),
                    Long::sum);
        }
        return result;
    }

    /** Heap in use after a full collection, in bytes, of those processes that are Java: {@code server}, {@code client}. */
    public Map<String, Long> heap(Tools tools) throws IOException, InterruptedException {
        Map<String, Long> result = new LinkedHashMap<>();
        for (RunningProcess process : processes) {
            for (long pid : process.pids()) {
                if (JavaHeap.isJava(pid)) {
                    result.merge(end(process), JavaHeap.usedAfterCollection(tools, pid), Long::sum);
                }
            }
        }
        return result;
    }

    private static String end(RunningProcess process) {
        return process.name().endsWith("client") ? "client" : "server";
    }

    /** The name of a process that is gone, if one is. */
    public Optional<String> casualty() {
        return processes.stream()
                .filter(process -> !process.isAlive())
                .map(process -> process.name() + " has ended; it said:\n" + process.output())
                .findFirst();
    }

    @Override
    public void close() {
        for (int i = processes.size() - 1; i >= 0; i--) {
            processes.get(i).close();
        }
        way.close();
    }

    /** Starts processes one after the other; if one fails, all that run are ended. */
    static final class Starter {
        private static final java.time.Duration LIMIT = java.time.Duration.ofSeconds(30);

        private final Arena arena;
        private final Way way;
        private final List<RunningProcess> processes = new ArrayList<>();
        private double acceptSeconds;

        Starter(Arena arena, Way way) {
            this.arena = arena;
            this.way = way;
        }

        /** The first is the server. */
        RunningProcess start(String name, List<String> command) throws IOException {
            return start(name, Map.of(), command);
        }

        RunningProcess start(String name, Map<String, String> environment, List<String> command) throws IOException {
            RunningProcess process = RunningProcess.start(name, arena.folder(), environment, command);
            processes.add(process);
            return process;
        }

        void awaitAccept(RunningProcess process, InetSocketAddress address) throws IOException, InterruptedException {
            process.await("accepting at " + address, LIMIT, () -> Probe.accepts(address));
            if (processes.size() == 1) {
                acceptSeconds = secondsSinceStart();
            }
        }

        Deployment awaitEcho(InetSocketAddress tcp, Optional<HttpEntrance> api)
                throws IOException, InterruptedException {
            RunningProcess last = processes.get(processes.size() - 1);
            last.await("carrying an echo from " + tcp, LIMIT, () -> Probe.echoes(tcp));
            return new Deployment(tcp, api, List.copyOf(processes), acceptSeconds, secondsSinceStart(), way);
        }

        private double secondsSinceStart() {
            return (System.nanoTime() - processes.get(0).started()) / 1e9;
        }

        /** For a start that failed. */
        void abandon() {
            processes.forEach(RunningProcess::close);
            way.close();
        }
    }
}
