package dev.moosic.tunnel.server.api;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A local service that does exactly what a test tells it, byte by byte: a thread a connection, a script a request. */
final class LocalService implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private final Script script;

    /** A request as it arrived; {@code head} without its empty line, lines ended by LF. */
    record Request(String head, byte[] body) {
        String line() {
            return head.substring(0, head.indexOf('\n'));
        }

        /** The values of a field, joined by {@code |}; empty if there is none. */
        String field(String name) {
            StringBuilder values = new StringBuilder();
            for (String line : head.split("\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": ")) {
                    values.append(values.isEmpty() ? "" : "|").append(line.substring(name.length() + 2));
                }
            }
            return values.toString();
        }
    }

    /** One accepted connection. */
    record Connection(LocalService service, Socket socket, InputStream in, OutputStream out) {
        /** The next request with its body; throws at the end. */
        Request next() throws IOException {
            Request head = nextHead();
            byte[] body = head.field("transfer-encoding").equals("chunked")
                    ? Http.readChunks(in)
                    : in.readNBytes(Integer.parseInt("0" + head.field("content-length")));
            return new Request(head.head(), body);
        }

        Request nextHead() throws IOException {
            Request request = new Request(Http.readHead(in), new byte[0]);
            service.requests.add(request);
            return request;
        }

        void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        /** Waits for the other side to end the connection, in order or by a reset. */
        boolean isEndedByPeer() {
            try {
                return in.read() < 0;
            } catch (IOException reset) {
                return true;
            }
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Serves one connection to its end. */
    interface Script {
        void serve(Connection connection) throws IOException;
    }

    LocalService(Script script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::accept, "local-service");
        thread.setDaemon(true);
        thread.start();
    }

    /** Answers each request of a connection with the same bytes. */
    static LocalService answering(String response) throws IOException {
        return new LocalService(connection -> {
            while (true) {
                connection.next();
                connection.send(response);
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    Queue<Request> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections.incrementAndGet();
                Thread thread = new Thread(() -> serve(socket), "local-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new Connection(
                    this, socket, new BufferedInputStream(socket.getInputStream()), socket.getOutputStream()));
        } catch (IOException gone) {
            // The other side went away, as some tests want.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reading HTTP/1.1 in the plainest way. */
    static final class Http {
        private Http() {}

        /** The head's lines, each ended by LF; throws at the end of the stream. */
        static String readHead(InputStream in) throws IOException {
            StringBuilder head = new StringBuilder();
            while (true) {
                String line = readLine(in);
                if (line.isEmpty()) {
                    return head.toString();
                }
                head.append(line).append('\n');
            }
        }

        static String readLine(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (true) {
                int b = in.read();
                if (b < 0) {
                    throw new EOFException("the stream ended before its line did");
                }
                if (b == '\n') {
                    String text = line.toString(StandardCharsets.ISO_8859_1);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(b);
            }
        }

        /** @throws IOException if the last chunk is missing */
        static byte[] readChunks(InputStream in) throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            while (true) {
                String size = readLine(in);
                int bytes = Integer.parseInt(size, 16);
                if (bytes == 0) {
                    while (!"".equals(readLine(in))) {}
                    return body.toByteArray();
                }
                byte[] chunk = in.readNBytes(bytes);
                body.write(chunk);
                if (chunk.length < bytes || !readLine(in).isEmpty()) {
                    throw new IOException("a chunk is cut off");
                }
            }
        }
    }
}
