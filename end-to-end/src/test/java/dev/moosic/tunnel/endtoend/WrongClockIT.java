package dev.moosic.tunnel.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.control.PassedTime;
import dev.moosic.tunnel.client.control.TunnelToken;
import dev.moosic.tunnel.client.identity.EnrolledIdentity;
import dev.moosic.tunnel.client.identity.Enrolment;
import dev.moosic.tunnel.client.identity.RequestTokens;
import dev.moosic.tunnel.client.run.ClientRuntime;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.Grants;
import dev.moosic.tunnel.protocol.identity.Invite;
import dev.moosic.tunnel.server.TunnelServer;
import dev.moosic.tunnel.server.config.ServerSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A client whose machine has another idea of the time than its server. */
class WrongClockIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {-30, 30, 3_600, -86_400 * 365})
    void aClientGetsItsTokenWhateverItsClockSays(long seconds) throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger clientLog = (Logger) LoggerFactory.getLogger("dev.moosic.tunnel.client.identity");
        clientLog.addAppender(log);
        try (TunnelServer server = TunnelServer.start(ServerSettings.onLoopback(folder.resolve("server")));
                ClientRuntime runtime = new ClientRuntime(null, Map.of(), null, null, PassedTime.unknown())) {
            server.auth().ready().get(30, TimeUnit.SECONDS);
            Invite invite = server.auth()
                    .createInvite(new ClientId("home"), Grants.parse(List.of("http")), Duration.ofHours(1))
                    .get(10, TimeUnit.SECONDS);
            ServerAddress address = ServerAddress.parse(server.publicUrl().toString());
            EnrolledIdentity identity = new Enrolment(invite, folder.resolve("client"), runtime.http()).enrol(address);
            Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(seconds));

            TunnelToken token = new RequestTokens(identity, runtime.http(), runtime.loop(), wrong)
                    .requestToken(address)
                    .get(10, TimeUnit.SECONDS);

            assertThat(server.auth().tokenVerifier().verifyTunnel(token.value()).clientId())
                    .isEqualTo(new ClientId("home"));
            assertThat(log.list)
                    .anyMatch(event -> event.getFormattedMessage().contains("clock differs from the server's"));
        } finally {
            clientLog.detachAppender(log);
        }
    }
}
