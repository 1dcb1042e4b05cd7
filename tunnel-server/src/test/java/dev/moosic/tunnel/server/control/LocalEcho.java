package dev.moosic.tunnel.server.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A local service: gives its handler each connection, on a thread of its own. */
final class LocalEcho implements AutoCloseable {
    /** What to do with one connection. */
    interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final ServerSocket listener;

    private LocalEcho(ServerSocket listener) {
        this.listener = listener;
    }

    /** Sends back what comes in; its end after ours. */
    static LocalEcho echo() {
        return of(socket -> {
            InputStream in = socket.getInputStream();
            in.transferTo(socket.getOutputStream());
            socket.shutdownOutput();
        });
    }

    static LocalEcho of(Service service) {
        try {
            LocalEcho echo = new LocalEcho(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
            Thread accepting = new Thread(() -> echo.accept(service), "local-service");
            accepting.setDaemon(true);
            accepting.start();
            return echo;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(Service service) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread serving = new Thread(() -> serve(service, socket), "local-connection");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void serve(Service service, Socket socket) {
        try (socket) {
            service.serve(socket);
        } catch (IOException ended) {
            // The test looks at the other end.
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
