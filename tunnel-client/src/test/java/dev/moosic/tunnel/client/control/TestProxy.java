package dev.moosic.tunnel.client.control;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Proxies for tests: connect every destination to one port of this machine, and note what was asked. */
final class TestProxy {
    private static final int SOCKS_DOMAIN = 3;
    private static final int SOCKS_IPV4 = 1;

    /** {@code host:port} of each request. */
    final BlockingQueue<String> destinations = new LinkedBlockingQueue<>();

    /** {@code user:password} of each request that had them. */
    final BlockingQueue<String> credentials = new LinkedBlockingQueue<>();

    private final int target;
    private final boolean demanding;

    /** @param demanding whether a request without credential is refused */
    TestProxy(int target, boolean demanding) {
        this.target = target;
        this.demanding = demanding;
    }

    /** HTTP CONNECT. */
    void http(Socket client) throws IOException {
        String head = head(client.getInputStream());
        destinations.add(head.split(" ", 3)[1]);
        int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("proxy-authorization: basic ");
        if (at >= 0) {
            String encoded = head.substring(at + 27, head.indexOf("\r\n", at));
            credentials.add(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
        } else if (demanding) {
            write(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            client.close();
            return;
        }
        write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
        pump(client);
    }

    /** SOCKS5, RFC 1928 and RFC 1929. */
    void socks5(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readByte();
        byte[] methods = in.readNBytes(in.readUnsignedByte());
        boolean offersPassword = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
        if (demanding && !offersPassword) {
            out.write(new byte[] {5, (byte) 0xff});
            client.close();
            return;
        }
        out.write(new byte[] {5, (byte) (offersPassword ? 2 : 0)});
        if (offersPassword) {
            in.readByte();
            String user = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            String password = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            credentials.add(user + ":" + password);
            out.write(new byte[] {1, 0});
        }
        in.readNBytes(3);
        int type = in.readUnsignedByte();
        String host = type == SOCKS_DOMAIN
                ? new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII)
                : "address of type " + type + " and bytes " + in.readNBytes(type == SOCKS_IPV4 ? 4 : 16).length;
        destinations.add(host + ":" + in.readUnsignedShort());
        out.write(new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0});
        pump(client);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void pump(Socket client) throws IOException {
        try (Socket server = new Socket("127.0.0.1", target)) {
            Thread back = new Thread(() -> {
                try {
                    server.getInputStream().transferTo(client.getOutputStream());
                    client.close();
                } catch (IOException e) {
                    // The test is over.
                }
            });
            back.setDaemon(true);
            back.start();
            client.getInputStream().transferTo(server.getOutputStream());
        }
    }
}
