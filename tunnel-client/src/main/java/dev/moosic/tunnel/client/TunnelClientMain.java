package dev.moosic.tunnel.client;

import dev.moosic.tunnel.client.cli.ClientCommand;
import dev.moosic.tunnel.client.event.ExitCode;
import dev.moosic.tunnel.client.run.ClientProcess;
import dev.moosic.tunnel.client.socket.NameLookup;
import dev.moosic.tunnel.protocol.transport.NettyDefaults;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program's entry point. */
public final class TunnelClientMain {
    /** How long an orderly end may take after a signal. */
    private static final long STOP_TIMEOUT_MILLIS = 4_000;

    private TunnelClientMain() {}

    public static void main(String[] arguments) {
        NettyDefaults.apply();
        NameLookup.forgetQuickly();
        ClientProcess process = new ClientProcess(System.getenv());
        Thread onSignal = new Thread(() -> endInOrder(process), "signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        int code = ClientCommand.commandLine(process, System.getenv(), utf8(System.out), utf8(System.err))
                .execute(arguments);
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException e) {
            // A signal came: its thread ends the process.
            return;
        }
        System.exit(code);
    }

    /** The JVM would exit with 143 or 130 after a signal; ending as asked is a success. */
    private static void endInOrder(ClientProcess process) {
        if (!process.isRunning()) {
            return;
        }
        try {
            Runtime.getRuntime().halt(process.stop(STOP_TIMEOUT_MILLIS) ? ExitCode.OK : ExitCode.FAILED);
        } catch (InterruptedException e) {
            Runtime.getRuntime().halt(ExitCode.FAILED);
        }
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
