package dev.moosic.tunnel.client.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.protocol.packet.Tunnel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TunnelChangesTest {
    private static final TunnelConfig SSH = tcp("ssh", 22, 20022);
    private static final TunnelConfig DATABASE = tcp("database", 5432, 0);

    private static TunnelConfig tcp(String name, int local, int remotePort) {
        return new TunnelConfig(
                name,
                Tunnel.Type.TCP,
                new LocalAddress("127.0.0.1", local),
                remotePort,
                List.of(),
                Tunnel.Access.TOKEN,
                false,
                Duration.ofSeconds(5));
    }

    @Test
    void anAddedTunnelIsBoundUnderANewId() {
        TunnelChanges changes = TunnelChanges.between(Map.of(1L, SSH), List.of(SSH, DATABASE), 5);
        assertThat(changes).isEqualTo(new TunnelChanges(Map.of(1L, SSH, 5L, DATABASE), List.of(), List.of(5L)));
    }

    @Test
    void aRemovedTunnelIsUnbound() {
        TunnelChanges changes = TunnelChanges.between(Map.of(1L, SSH, 2L, DATABASE), List.of(DATABASE), 3);
        assertThat(changes).isEqualTo(new TunnelChanges(Map.of(2L, DATABASE), List.of(1L), List.of()));
    }

    @Test
    void anotherLocalAddressNeedsNoBind() {
        TunnelConfig moved = tcp("ssh", 2222, 20022);
        TunnelChanges changes = TunnelChanges.between(Map.of(1L, SSH), List.of(moved), 2);
        assertThat(changes).isEqualTo(new TunnelChanges(Map.of(1L, moved), List.of(), List.of()));
    }

    @Test
    void anotherRemotePortIsAnotherTunnel() {
        TunnelConfig moved = tcp("ssh", 22, 20023);
        TunnelChanges changes = TunnelChanges.between(Map.of(1L, SSH), List.of(moved), 2);
        assertThat(changes).isEqualTo(new TunnelChanges(Map.of(2L, moved), List.of(1L), List.of(2L)));
    }

    @Test
    void orderDoesNotMatter() {
        TunnelChanges changes = TunnelChanges.between(Map.of(1L, SSH, 2L, DATABASE), List.of(DATABASE, SSH), 3);
        assertThat(changes.isEmptyFor(Map.of(1L, SSH, 2L, DATABASE))).isTrue();
    }
}
