package dev.moosic.tunnel.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Uncompressed audio in a RIFF WAVE file: 16 bits, 44.1 kHz, two channels. */
final class WavFile {
    static final int SAMPLE_RATE = 44_100;

    private static final int CHANNELS = 2;
    private static final int BYTES_PER_SAMPLE = 2;
    private static final int BYTES_PER_FRAME = CHANNELS * BYTES_PER_SAMPLE;
    private static final int HEADER_BYTES = 44;

    private WavFile() {}

    static long sizeOf(int seconds) {
        return HEADER_BYTES + audioBytes(seconds);
    }

    /** Writes a whole file; the right channel is the left one inverted. */
    static void write(Melody melody, int seconds, OutputStream out) throws IOException {
        out.write(header(audioBytes(seconds)));
        byte[] second = new byte[SAMPLE_RATE * BYTES_PER_FRAME];
        for (int i = 0; i < seconds; i++) {
            ByteBuffer frames = ByteBuffer.wrap(second).order(ByteOrder.LITTLE_ENDIAN);
            while (frames.hasRemaining()) {
                short sample = melody.next();
                frames.putShort(sample).putShort((short) -sample);
            }
            out.write(second);
        }
    }

    private static int audioBytes(int seconds) {
        return seconds * SAMPLE_RATE * BYTES_PER_FRAME;
    }

    private static byte[] header(int audioBytes) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ascii("RIFF"))
                .putInt(HEADER_BYTES - 8 + audioBytes)
                .put(ascii("WAVEfmt "))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) CHANNELS)
                .putInt(SAMPLE_RATE)
                .putInt(SAMPLE_RATE * BYTES_PER_FRAME)
                .putShort((short) BYTES_PER_FRAME)
                .putShort((short) (8 * BYTES_PER_SAMPLE))
                .put(ascii("data"))
                .putInt(audioBytes)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
