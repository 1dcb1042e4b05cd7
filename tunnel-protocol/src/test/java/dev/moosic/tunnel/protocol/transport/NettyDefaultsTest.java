package dev.moosic.tunnel.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NettyDefaultsTest {
    private final String before = System.getProperty("io.netty.machineId", "");

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty("io.netty.machineId");
        } else {
            System.setProperty("io.netty.machineId", before);
        }
    }

    @Test
    void whatTheUserAskedForStays() {
        System.setProperty("io.netty.machineId", "00:11:22:33:44:55:66:77");
        NettyDefaults.apply();
        assertThat(System.getProperty("io.netty.machineId")).isEqualTo("00:11:22:33:44:55:66:77");
        assertThat(System.getProperty("io.netty.leakDetection.level")).isEqualTo("paranoid");
    }

    @Test
    void channelIdsNeedNoNetworkInterface() {
        System.clearProperty("io.netty.machineId");
        NettyDefaults.apply();
        assertThat(System.getProperty("io.netty.machineId")).matches("([0-9a-f]{2}:){7}[0-9a-f]{2}");
    }
}
