package dev.moosic.tunnel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The leak check finds a leak, tells where it was made, and reports nothing that was released. */
class LeakCheckTest {

    @Test
    void aForgottenBufferIsFound() throws Exception {
        forgetABuffer();
        assertThat(LeakCheck.findLeaks()).singleElement().asString().contains("LeakCheckTest.forgetABuffer");
        assertThat(LeakCheck.findLeaks()).isEmpty();
    }

    @Test
    void aReleasedBufferIsNot() throws Exception {
        ByteBufAllocator.DEFAULT.buffer().release();
        assertThat(LeakCheck.findLeaks()).isEmpty();
    }

    private static void forgetABuffer() {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer();
        buffer.writeByte(1);
    }
}
