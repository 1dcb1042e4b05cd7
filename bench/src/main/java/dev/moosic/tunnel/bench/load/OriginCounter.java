package dev.moosic.tunnel.bench.load;

import dev.moosic.tunnel.bench.origin.Origin;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Asks the origin, past every tunnel, how many bytes its sinks have taken. One thread. */
public final class OriginCounter implements AutoCloseable {
    private final Socket socket;
    private final DataInputStream answers;

    public OriginCounter(InetSocketAddress origin) throws IOException {
        socket = new Socket(origin.getAddress(), origin.getPort());
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(Origin.COUNTER);
        answers = new DataInputStream(socket.getInputStream());
    }

    long sunk() {
        try {
            socket.getOutputStream().write('?');
            return answers.readLong();
        } catch (IOException e) {
            throw new UncheckedIOException("the origin answers no more: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
