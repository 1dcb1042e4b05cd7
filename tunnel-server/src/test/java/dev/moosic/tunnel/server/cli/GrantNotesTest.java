package dev.moosic.tunnel.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GrantNotesTest {
    @Test
    void aRangeThatSeemsToGrantPrivilegedPortsIsNamed() {
        assertThat(GrantNotes.of(List.of("http", "tcp:1-2000", "tcp:500-600", "tcp:443")))
                .isEqualTo("note: tcp:1-2000, tcp:500-600 grants no port below 1024, since a privileged port is granted"
                        + " by itself only, such as tcp:443");
        assertThat(GrantNotes.of(List.of("http", "tcp:443", "tcp:1024-2000"))).isNull();
    }
}
