package dev.moosic.tunnel.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.transport.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The bounds of the port that anybody may reach without TLS. */
class AcmeHttpTest {
    private static final String REQUEST = "GET /a HTTP/1.1\r\nhost: x.example\r\n\r\n";

    private final Transport transport = Transport.detect();
    private final EventLoopGroup loops = transport.newEventLoopGroup(1, "acme");
    private final AcmeHttp http = AcmeHttp.start(
            InetAddress.getLoopbackAddress(), 0, 443, new AcmeChallenges(new CompletableFuture<>()), transport, loops);
    private final List<Socket> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Socket socket : opened) {
            socket.close();
        }
        http.close();
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        opened.add(socket);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String rest(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    @Test
    void aConnectionIsForOneRequest() throws Exception {
        Socket socket = connect("127.0.0.1");
        socket.getOutputStream().write((REQUEST + REQUEST).getBytes(StandardCharsets.US_ASCII));
        assertThat(rest(socket).split("HTTP/1.1 308", -1)).as("answers").hasSize(2);
    }

    @Test
    void allAddressesTogetherHaveSoManyConnections() throws Exception {
        int addresses = AcmeHttp.MAX_CONNECTIONS / AcmeHttp.CONNECTIONS_PER_ADDRESS;
        for (int address = 1; address <= addresses; address++) {
            for (int i = 0; i < AcmeHttp.CONNECTIONS_PER_ADDRESS; i++) {
                connect("127.0.1." + address);
            }
        }
        Socket oneMore = connect("127.0.2.1");
        try {
            oneMore.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(oneMore)).isEmpty();
        } catch (SocketException reset) {
            // Closed before the request was read.
        }
    }
}
