package dev.moosic.tunnel.server.api;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A caller that sends exactly the bytes it is given, and reads responses in the plainest way. */
final class RawCaller implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    /** A response; {@code head} with lines ended by LF. */
    record Response(int status, String head, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The values of a field, joined by {@code |}; empty if there is none. */
        String field(String name) {
            return new LocalService.Request(head, body).field(name);
        }
    }

    RawCaller(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    Socket socket() {
        return socket;
    }

    InputStream in() {
        return in;
    }

    RawCaller send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawCaller send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends a request without a body to {@code alice}'s tunnel, with a token. */
    RawCaller get(String path, String... fields) throws IOException {
        return request("GET", path, fields);
    }

    RawCaller request(String method, String path, String... fields) throws IOException {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: example.com\r\n");
        head.append("Authorization: Bearer good\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return send(head.append("\r\n").toString());
    }

    Response response() throws IOException {
        return response("GET");
    }

    /** Reads the next response, interim ones included. */
    Response response(String method) throws IOException {
        String head = head();
        int status = Integer.parseInt(head.substring(9, 12));
        return new Response(status, head, body(method, status, head));
    }

    String head() throws IOException {
        return LocalService.Http.readHead(in);
    }

    private byte[] body(String method, int status, String head) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        if (method.equals("HEAD") || status < 200 || status == 204 || status == 304) {
            return new byte[0];
        }
        if (lower.contains("\ntransfer-encoding: chunked\n")) {
            return LocalService.Http.readChunks(in);
        }
        int at = lower.indexOf("\ncontent-length: ");
        if (at < 0) {
            return in.readAllBytes();
        }
        int length = Integer.parseInt(lower.substring(at + 17, lower.indexOf('\n', at + 17)));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the body is cut off after " + body.length + " of " + length + " bytes");
        }
        return body;
    }

    /** Whether the connection ends here, in order or by a reset. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
