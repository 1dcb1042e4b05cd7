package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.KeySeal;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.auth.node.NodeCredential;
import dev.moosic.tunnel.auth.observe.LogLevel;
import dev.moosic.tunnel.protocol.identity.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the service until SIGTERM, and then exits with 0. */
@Command(
        name = "auth-service",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        usageHelpAutoWidth = true,
        sortOptions = false,
        subcommands = RotateKeysCommand.class,
        commandListHeading = "%nCommands (they ask the program that runs):%n",
        header = "Issues the tokens of Moosic Tunnel, apart from the tunnel servers.",
        description = {
            "",
            "A tunnel server has an auth service built in, and most people need no other. Run this one to issue tokens in "
                    + "another place than where the traffic flows: with a database of its own, for tunnel servers that "
                    + "are given --auth-url and the secret of --node-credential-file; or over the same MySQL database as "
                    + "the tunnel servers. Invites, tokens and revocations are then made with any of those servers.",
            ""
        },
        footer = {
            "",
            "Every option can also be given by the environment: TUNNEL_AUTH_DATABASE_URL for --database-url.",
            "",
            "Examples:",
            "  java -jar auth-service.jar",
            "  java -jar auth-service.jar --node-credential-file /run/secrets/node",
            "  java -jar auth-service.jar --server-url https://tunnel.example.com \\",
            "      --database-url jdbc:mysql://db.example.com/tunnel --database-user tunnel \\",
            "      --database-password-file /run/secrets/database --key-file /run/secrets/keys"
        })
final class AuthServiceCommand implements Callable<Integer> {
    private static final String KEY_VARIABLE = "TUNNEL_AUTH_KEY_SECRET";

    private static final Logger LOG = LoggerFactory.getLogger(AuthServiceCommand.class);

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on (default: ${DEFAULT-VALUE})")
    private String bind = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8010",
            description = "Port to listen on; 0 chooses a free one and prints it (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--insecure",
            description =
                    "Allow --bind to another address than loopback. This program speaks no TLS: only behind a proxy "
                            + "that does, or on a network that nobody else is on")
    private boolean insecure;

    @Option(
            names = "--server-url",
            paramLabel = "URL",
            description = "Public URL of a tunnel server, told to clients as their host; several times for several "
                    + "(default: this program's own address)")
    private List<URI> serverUrls = List.of();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "File with a random secret of at least 32 characters, under which signing keys are sealed in the "
                            + "database; the same on every node (make it with: openssl rand -base64 48); also "
                            + KEY_VARIABLE)
    private @Nullable Path keyFile;

    @Option(
            names = "--key-rotation",
            paramLabel = "DAYS",
            defaultValue = "30d",
            converter = RotationInterval.class,
            description = "A new signing key is made so often, also with rotate-keys; 0d: only with that "
                    + "(default: ${DEFAULT-VALUE})")
    private Duration keyRotation = AuthSettings.KEY_ROTATION;

    @Mixin
    private NodeOptions nodes = new NodeOptions();

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            defaultValue = "info",
            description = "error, warn, info, debug or trace; logs go to stderr (default: ${DEFAULT-VALUE})")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--json", description = "Print events as JSON objects, one a line")
    private boolean json;

    @Mixin
    private DatabaseOptions database = new DatabaseOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        logLevel.apply();
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        PrintWriter err = commandLine.getErr();
        try {
            return serve(commandLine.getOut());
        } catch (IOException | UncheckedIOException e) {
            err.println("auth-service: " + e.getMessage());
            return AuthServiceMain.EXIT_UNAVAILABLE;
        } catch (IllegalArgumentException e) {
            err.println("auth-service: " + e.getMessage());
            return AuthServiceMain.EXIT_CONFIG;
        }
    }

    private int serve(PrintWriter out) throws IOException, InterruptedException {
        InetSocketAddress address = listenAddress();
        DatabaseSettings databaseSettings = database.toSettings();
        KeySeal seal = KeySeal.from(keyFile, KEY_VARIABLE);
        NodeCredential nodeCredential = nodes.credential();
        String operator = OperatorFile.newToken();
        Path data = database.directory();
        FolderLock lock = lock(data);
        try {
            StandaloneAuthService service = StandaloneAuthService.start(
                    address,
                    databaseSettings,
                    own -> AuthSettings.of(() -> serverUrls.isEmpty() ? List.of(own) : serverUrls)
                            .withKeySeal(seal)
                            .withKeyRotation(keyRotation.isZero() ? null : keyRotation)
                            .withOperator(OperatorFile.credential(operator)),
                    nodeCredential,
                    Clock.systemUTC());
            new OperatorFile(service.url(), operator).write(data);
            Throwable failure = runUntilFailure(service, data, out);
            service.close();
            OperatorFile.delete(data);
            throw new IOException(failure.getMessage(), failure);
        } finally {
            lock.close();
        }
    }

    private static FolderLock lock(Path data) throws IOException {
        FolderLock lock;
        try {
            lock = FolderLock.tryLock(data);
        } catch (IOException e) {
            throw new IOException(
                    "the data folder " + data + " cannot be used: " + e + "; choose another with --data", e);
        }
        if (lock == null) {
            throw new IOException("the data folder " + data
                    + " is in use by another auth service: stop that one, or choose another with --data");
        }
        return lock;
    }

    /** Returns why the service cannot go on; a signal ends the process. */
    private Throwable runUntilFailure(StandaloneAuthService service, Path data, PrintWriter out)
            throws InterruptedException {
        BlockingQueue<Throwable> failures = new ArrayBlockingQueue<>(1);
        service.auth().ready().exceptionally(failure -> {
            failures.add(
                    failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure);
            return null;
        });
        Thread onSignal = new Thread(() -> {
            service.close();
            forget(data);
            Runtime.getRuntime().halt(0);
        });
        Runtime.getRuntime().addShutdownHook(onSignal);
        out.println(
                json
                        ? "{\"event\":\"ready\",\"url\":\"" + service.url() + "\"}"
                        : "auth-service ready at " + service.url());
        Throwable failure = failures.take();
        Runtime.getRuntime().removeShutdownHook(onSignal);
        return failure;
    }

    private static void forget(Path data) {
        try {
            OperatorFile.delete(data);
        } catch (IOException e) {
            LOG.debug("operator's file not removed reason=\"{}\"", e.getMessage());
        }
    }

    private InetSocketAddress listenAddress() {
        try {
            InetAddress address = InetAddress.getByName(bind);
            if (!address.isLoopbackAddress() && !insecure) {
                throw new IllegalArgumentException(
                        "--bind " + bind + " can be reached from outside, and this program speaks "
                                + "no TLS: put a proxy that does in front of a loopback address, or add --insecure");
            }
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--bind " + bind + " is not an address of this machine", e);
        }
    }
}
