package dev.moosic.tunnel.sample;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code java -jar sample-library.jar}. */
@Command(
        name = "sample-library",
        mixinStandardHelpOptions = true,
        versionProvider = SampleLibraryMain.Version.class,
        showDefaultValues = true,
        description = {
            "A small music library with tracks it makes itself, served as MoosicBox serves its own:",
            "GET /files/track?trackId=1..3 with ranges, GET /files/albums/{id}/{W}x{H}, a page with a player at /."
        })
public final class SampleLibraryMain implements Callable<Integer> {
    @Spec
    CommandSpec command = CommandSpec.create();

    @Option(names = "--bind", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "Address to listen on.")
    InetAddress bind = InetAddress.getLoopbackAddress();

    @Option(names = "--port", defaultValue = "8001", description = "Port to listen on; 0 takes a free one.")
    int port;

    @Option(
            names = "--music",
            paramLabel = "DIR",
            defaultValue = "sample-music",
            description = "Folder of the tracks; made with its tracks if it is not there.")
    Path music = Path.of("sample-music");

    @Option(names = "--json", description = "Print one JSON object a line instead of text.")
    boolean json;

    /** Runs until the process is stopped. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SampleLibraryMain()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try {
            SampleLibrary library = SampleLibrary.start(new InetSocketAddress(bind, port), music);
            Runtime.getRuntime().addShutdownHook(new Thread(library::close, "shutdown"));
            PrintWriter out = command.commandLine().getOut();
            out.printf(
                    json ? "{\"event\":\"ready\",\"url\":\"%s\"}%n" : "The sample library plays at %s%n",
                    library.url());
            out.flush();
            library.join();
            return 0;
        } catch (BindException e) {
            throw new ParameterException(
                    command.commandLine(),
                    "cannot listen on " + bind.getHostAddress() + " port " + port + " (" + e.getMessage()
                            + "); choose another with --port, or 0 for a free one");
        }
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = SampleLibraryMain.class.getPackage().getImplementationVersion();
            return new String[] {"sample-library " + (version == null ? "unpacked" : version)};
        }
    }
}
