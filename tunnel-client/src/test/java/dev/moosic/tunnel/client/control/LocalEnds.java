package dev.moosic.tunnel.client.control;

import dev.moosic.tunnel.testing.Pattern;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Local services for tests, a thread a connection. */
public final class LocalEnds implements AutoCloseable {
    /** What a service does with a connection. */
    public interface Service {
        void serve(Socket socket) throws IOException;
    }

    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    /** Listens on a free loopback port. */
    public int listen(Service service) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        open.add(listener);
        daemon(() -> {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                daemon(() -> service.serve(socket));
            }
        });
        return listener.getLocalPort();
    }

    /** Sends every byte back, then its end. */
    public static void echo(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream();
        in.transferTo(out);
        socket.shutdownOutput();
    }

    /** Sends a pattern, then its end. */
    public static Service source(long seed, long bytes) {
        return socket -> {
            try (Pattern pattern = new Pattern(seed, bytes)) {
                pattern.transferTo(socket.getOutputStream());
            }
            socket.shutdownOutput();
        };
    }

    private interface Task {
        void run() throws IOException;
    }

    private static void daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException e) {
                // The other end went away: the end of this connection, or of the test.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }
}
