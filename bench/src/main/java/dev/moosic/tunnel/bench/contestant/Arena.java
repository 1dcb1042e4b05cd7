package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What all contestants share: the origin, a folder, ports, certificates, programs. */
public final class Arena {
    private static final int FIRST_PORT = 10_001;

    private final Path folder;
    private final InetSocketAddress origin;
    private final Tools tools;
    private final List<String> javaOptions;
    private final Certificates certificates;
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_PORT);
    private final AtomicInteger nextHost = new AtomicInteger(1);

    /**
     * @param folder for data, configuration and logs
     * @param javaOptions what our own programs are started with beside what their launchers say
     */
    public Arena(Path folder, InetSocketAddress origin, Tools tools, List<String> javaOptions)
            throws IOException, InterruptedException {
        this.folder = folder;
        this.origin = origin;
        this.tools = tools;
        this.javaOptions = List.copyOf(javaOptions);
        this.certificates = Certificates.make(folder.resolve("tls"), tools);
    }

    public Tools tools() {
        return tools;
    }

    List<String> javaOptions() {
        return javaOptions;
    }

    InetSocketAddress origin() {
        return origin;
    }

    Certificates certificates() {
        return certificates;
    }

    /** Below the ephemeral ports, so that no outgoing connection holds it; nobody else is in this network namespace. */
    int port() {
        return nextPort.getAndIncrement();
    }

    InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port());
    }

    /** A loopback address of its own, for programs whose port is fixed. */
    String host() {
        return "127.0.10." + nextHost.getAndIncrement();
    }

    Path folder() {
        return folder;
    }

    Path file(String name, String text) throws IOException {
        Path file = Files.createTempFile(folder, "", "-" + name);
        return Files.writeString(file, text);
    }

    Path newFolder(String name) throws IOException {
        return Files.createTempDirectory(folder, name + "-");
    }
}
