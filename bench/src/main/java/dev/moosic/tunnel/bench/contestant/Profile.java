package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Where the Java processes of a deployment spend their time, by Flight Recorder; its cost is a few percent. */
public final class Profile {
    private static final int TOP = 25;
    /** What a program of ours is started with that is to be recorded; its launcher leaves the recorder out. */
    public static final List<String> JAVA_OPTIONS = List.of("-Djfr.unsupported.vm=false");

    private static final String RECORDING = "bench";

    private final Tools tools;
    private final Map<Long, String> processes = new LinkedHashMap<>();

    private Profile(Tools tools) {
        this.tools = tools;
    }

    /** Begins to record. */
    public static Profile start(Deployment deployment, Tools tools) throws IOException, InterruptedException {
        Profile profile = new Profile(tools);
        for (RunningProcess process : deployment.processes()) {
            for (long pid : process.pids()) {
                if (JavaHeap.isJava(pid)) {
                    Tools.run(List.of(jcmd(tools), "" + pid, "JFR.start", "name=" + RECORDING, "settings=profile"));
                    profile.processes.put(pid, process.name());
                }
            }
        }
        return profile;
    }

    /** Ends it. @return for each process the methods that most samples were in, and the share of samples in the kernel */
    public String stop(Path folder) throws IOException, InterruptedException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<Long, String> process : processes.entrySet()) {
            Path file = Files.createTempFile(folder, process.getValue() + "-", ".jfr");
            Tools.run(List.of(jcmd(tools), "" + process.getKey(), "JFR.stop", "name=" + RECORDING, "filename=" + file));
            text.append(process.getValue()).append('\n').append(summary(RecordingFile.readAllEvents(file)));
        }
        return text.toString();
    }

    private static String summary(List<RecordedEvent> events) {
        Map<String, Integer> java = new HashMap<>();
        Map<String, Integer> system = new HashMap<>();
        for (RecordedEvent event : events) {
            boolean inNative = event.getEventType().getName().equals("jdk.NativeMethodSample");
            if (inNative || event.getEventType().getName().equals("jdk.ExecutionSample")) {
                List<RecordedFrame> frames = event.getStackTrace() == null
                        ? List.of()
                        : event.getStackTrace().getFrames();
                if (!frames.isEmpty()) {
                    (inNative ? system : java).merge(name(frames.get(0)), 1, Integer::sum);
                }
            }
        }
        return "  in Java\n" + top(java) + "  in system calls (epoll_wait also when idle)\n" + top(system);
    }

    private static String name(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName();
    }

    private static String top(Map<String, Integer> counts) {
        int total = counts.values().stream().mapToInt(Integer::intValue).sum();
        StringBuilder text = new StringBuilder();
        List<Map.Entry<String, Integer>> sorted = new ArrayList<>(counts.entrySet());
        sorted.sort(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        for (Map.Entry<String, Integer> entry : sorted.subList(0, Math.min(TOP, sorted.size()))) {
            text.append(
                    String.format(Locale.ROOT, "  %5.1f %% %s%n", 100.0 * entry.getValue() / total, entry.getKey()));
        }
        return text.toString();
    }

    private static String jcmd(Tools tools) {
        return Path.of(tools.java()).resolveSibling("jcmd").toString();
    }
}
