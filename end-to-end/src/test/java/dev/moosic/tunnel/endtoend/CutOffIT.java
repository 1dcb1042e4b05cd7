package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server does when its auth service learns, as from another node, that a client was revoked or has other grants. */
class CutOffIT {
    private static final ClientId HOME = new ClientId("home");

    @TempDir
    Path folder;

    private TunnelServer server;
    private RunningProgram client;

    @BeforeEach
    void connect() throws Exception {
        server = TunnelServer.start(ServerSettings.onLoopback(folder.resolve("server")));
        server.auth().ready().get(30, TimeUnit.SECONDS);
        String invite = server.auth()
                .createInvite(HOME, Grants.parse(List.of("http")), Duration.ofHours(1))
                .get(10, TimeUnit.SECONDS)
                .line();
        client = RunningProgram.start(
                Program.TUNNEL_CLIENT,
                folder,
                List.of("http", "9", "--data", folder.resolve("client").toString()),
                Map.of("TUNNEL_INVITE", invite));
        client.await("tunnel");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aRevocationReachesTheSessionByItself() throws Exception {
        server.auth().revoke(HOME).get(10, TimeUnit.SECONDS);
        assertThat(client.exitCode(Duration.ofSeconds(30))).isEqualTo(77);
        assertThat(server.clients().find(HOME)).isNull();
    }

    @Test
    void changedGrantsReachTheSessionByThemselves() throws Exception {
        server.auth().changeGrants(HOME, Grants.NONE).get(10, TimeUnit.SECONDS);
        assertThat(client.await("tunnelFailed").path("code").asText()).isEqualToIgnoringCase("access_not_granted");
    }
}
