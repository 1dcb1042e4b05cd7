package dev.moosic.tunnel.protocol.transport;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What a program wants of Netty where its user asked for nothing else; before the first class of Netty is loaded. */
public final class NettyDefaults {
    private static final int MACHINE_ID_BYTES = 8;

    private NettyDefaults() {}

    /** Sets the system properties that are not set. */
    public static void apply() {
        // Leaks are looked for in tests, where every buffer is tracked; the detector's samples cost the data path.
        setDefault("io.netty.leakDetection.level", "disabled");
        // Events of the allocator that no recording of ours looks at; a recorder's classes would be loaded for them.
        setDefault("io.netty.jfr.enabled", "false");
        // Part of channel ids, which nobody here reads; else Netty looks through the network interfaces for one.
        byte[] machineId = new byte[MACHINE_ID_BYTES];
        new SecureRandom().nextBytes(machineId);
        setDefault("io.netty.machineId", HexFormat.ofDelimiter(":").formatHex(machineId));
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
