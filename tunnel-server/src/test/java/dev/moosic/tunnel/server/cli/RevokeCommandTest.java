package dev.moosic.tunnel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.server.admin.AdminMessages.RevokeAnswer;
import org.junit.jupiter.api.Test;

class RevokeCommandTest {
    @Test
    void countsOfOneAreSingular() {
        assertThat(RevokeCommand.cut(new RevokeAnswer("home", true, 1, 1, 1, 1)))
                .startsWith("cut here: 1 session, 1 tunnel and 1 stream; within 10 s on other nodes: 1 session; its");
        assertThat(RevokeCommand.cut(new RevokeAnswer("home", true, 0, 0, 2, 0)))
                .startsWith(
                        "cut here: 0 sessions, 0 tunnels and 2 streams; within 10 s on other nodes: 0 sessions; its");
    }
}
