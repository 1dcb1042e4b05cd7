package dev.moosic.tunnel.bench.contestant;

import dev.moosic.tunnel.bench.origin.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Tries whether something is up, with a connection of its own. */
final class Probe {
    private static final int CONNECT_MS = 200;
    private static final int ANSWER_MS = 1_000;

    private Probe() {}

    static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the origin answers at {@code address}. */
    static boolean echoes(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MS);
            socket.setSoTimeout(ANSWER_MS);
            socket.getOutputStream().write(new byte[] {Origin.ECHO, '?'});
            return socket.getInputStream().read() == '?';
        } catch (IOException e) {
            return false;
        }
    }
}
