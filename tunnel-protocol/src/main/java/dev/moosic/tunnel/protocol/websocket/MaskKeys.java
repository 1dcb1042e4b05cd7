package dev.moosic.tunnel.protocol.websocket;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** Unpredictable masking keys (RFC 6455 section 5.3), drawn many at a time. Confined to one event loop. */
final class MaskKeys {
    private static final int BATCH = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] bytes = new byte[BATCH * Integer.BYTES];
    private final ByteBuffer keys = ByteBuffer.wrap(bytes).limit(0);

    int next() {
        if (!keys.hasRemaining()) {
            RANDOM.nextBytes(bytes);
            keys.clear();
        }
        return keys.getInt();
    }
}
