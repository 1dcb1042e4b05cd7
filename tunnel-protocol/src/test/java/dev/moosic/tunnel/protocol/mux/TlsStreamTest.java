package dev.moosic.tunnel.protocol.mux;

import dev.moosic.tunnel.protocol.websocket.Masking;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Streams over TLS, with masks of zero. */
class TlsStreamTest extends StreamContract {
    private static @Nullable TestTls tls;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) {
        tls = TestTls.create(folder);
    }

    @Override
    ControlTransport transport() {
        return new SocketTransport(tls, Masking.ZERO);
    }
}
