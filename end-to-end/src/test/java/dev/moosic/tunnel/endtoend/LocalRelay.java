package dev.moosic.tunnel.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Stands between a program and what it connects to: takes TLS off, as a proxy does, or cuts the way. */
final class LocalRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> live = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean isCut;

    private LocalRelay(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
        threads.execute(this::accept);
    }

    static LocalRelay to(InetSocketAddress target) throws IOException {
        return new LocalRelay(new ServerSocket(0, 0, InetAddress.getLoopbackAddress()), target);
    }

    /** @param keys of the certificate to show, PKCS #12 */
    static LocalRelay withTls(Path keys, String password, InetSocketAddress target)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, password.toCharArray());
        }
        KeyManagerFactory shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(store, password.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(shown.getKeyManagers(), null, null);
        return new LocalRelay(
                tls.getServerSocketFactory().createServerSocket(0, 0, InetAddress.getLoopbackAddress()), target);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Ends what is open; what comes is ended at once. */
    void cut() {
        isCut = true;
        live.forEach(LocalRelay::end);
    }

    void mend() {
        isCut = false;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                live.add(near);
                threads.execute(() -> join(near));
            } catch (IOException e) {
                return; // Closed.
            }
        }
    }

    private void join(Socket near) {
        try (near;
                Socket far = new Socket()) {
            live.add(far);
            if (!isCut) {
                far.connect(target);
                threads.execute(() -> copy(far, near));
                copy(near, far);
            }
        } catch (IOException e) {
            // What is behind does not answer: so both ends see.
        }
        live.remove(near);
    }

    /** Until either is closed; then both are. */
    private void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // The end of both.
        }
        end(from);
        end(to);
        live.remove(from);
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that cannot be closed", e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
        threads.shutdownNow();
    }
}
