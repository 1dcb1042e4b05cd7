package dev.moosic.tunnel.auth.standalone;

import dev.moosic.tunnel.auth.AuthEndpointsContract;
import dev.moosic.tunnel.auth.EndpointClient;
import dev.moosic.tunnel.auth.ServerAuth;
import dev.moosic.tunnel.auth.node.RemoteAuthService;
import dev.moosic.tunnel.auth.node.RemoteAuthSettings;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The same of an auth service elsewhere, through a tunnel server's end, over real sockets. */
class RemoteAuthEndpointsTest extends AuthEndpointsContract {
    private StandaloneAuthService service;
    private RemoteAuthService remote;

    @BeforeEach
    void start() throws Exception {
        service = TestAuthService.start(folder.resolve("data"), clock);
        remote = RemoteAuthService.start(
                new RemoteAuthSettings(
                        service.url(),
                        TestAuthService.CREDENTIAL,
                        () -> List.of(URI.create("http://tunnel.example.com:8000")),
                        () -> null,
                        OPERATOR::equals,
                        folder.resolve("trust.json")),
                clock);
        remote.ready().get(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        remote.close();
        service.close();
    }

    @Override
    protected ServerAuth auth() {
        return remote;
    }

    @Override
    protected EndpointClient http() {
        return new EndpointClient(request -> remote.endpoints().handle(request).join());
    }
}
