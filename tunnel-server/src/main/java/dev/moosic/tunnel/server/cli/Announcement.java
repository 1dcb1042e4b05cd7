package dev.moosic.tunnel.server.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Tells a person, or with {@code --json} a program, what listens where. */
public final class Announcement {
    private static final JsonMapper JSON = new JsonMapper();

    private final PrintStream out;
    private final boolean json;

    /** @param out standard output */
    Announcement(PrintStream out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /**
     * @param publicUrl what a client and a caller dial
     * @param admin the admin listener's URL
     */
    public void ready(ServerSettings settings, URI publicUrl, URI admin) {
        if (json) {
            printJson(publicUrl, admin);
        } else {
            printText(settings, publicUrl, admin);
        }
        out.flush();
    }

    private void printJson(URI publicUrl, URI admin) {
        Map<String, String> line =
                new TreeMap<>(Map.of("event", "ready", "url", publicUrl.toString(), "admin", admin.toString()));
        try {
            out.println(JSON.writeValueAsString(line));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("text that is no JSON", e);
        }
    }

    private void printText(ServerSettings settings, URI publicUrl, URI admin) {
        out.println("Public address  " + publicUrl + "  (tunnel clients and the HTTP API)");
        out.println("Remote ports    " + settings.remotePorts() + "  (tcp tunnels)");
        out.println("Admin           " + admin + "  (metrics at /metrics)");
        out.println("Data            " + settings.dataDirectory());
        out.println();
        out.println("Next, invite a client:");
        out.println("  java -jar tunnel-server.jar invite --client-id home" + dataOption(settings.dataDirectory()));
    }

    private static String dataOption(Path directory) {
        Path standard = Path.of(System.getProperty("user.home"), ".moosic-tunnel-server");
        return directory.equals(standard) ? "" : " --data " + directory;
    }
}
