package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthSettings;
import dev.moosic.tunnel.auth.database.DatabaseSettings;
import dev.moosic.tunnel.auth.node.NodeCredential;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A whole auth service for tunnel servers elsewhere, on loopback, with an embedded database. */
final class TestAuthService {
    static final String SECRET = "canary-node-credential-0123456789-canary";
    static final NodeCredential CREDENTIAL = NodeCredential.of(SECRET, "a test");

    private TestAuthService() {}

    /** Ready, on a free port. */
    static StandaloneAuthService start(Path data, Clock clock) throws Exception {
        StandaloneAuthService service = start(data, clock, 0);
        service.auth().ready().get(20, TimeUnit.SECONDS);
        return service;
    }

    static StandaloneAuthService start(Path data, Clock clock, int port) throws IOException {
        return StandaloneAuthService.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                DatabaseSettings.embedded(data),
                own -> AuthSettings.of(() -> List.of(own)),
                CREDENTIAL,
                clock);
    }
}
