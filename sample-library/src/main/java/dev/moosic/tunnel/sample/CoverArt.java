package dev.moosic.tunnel.sample;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Cover art drawn from a seed: a PNG of 8-bit RGB, one filterless row after the other. */
final class CoverArt {
    /** Longest side that is drawn, in pixels. */
    static final int MAX_SIDE = 1_024;

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BYTES_PER_PIXEL = 3;

    private CoverArt() {}

    /** @param width 1 … {@link #MAX_SIDE}, as {@code height} */
    static byte[] png(long seed, int width, int height) {
        byte[] pixels = compress(draw(seed, width, height));
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put((byte) 8).put((byte) 2);
        ByteBuffer png = ByteBuffer.allocate(SIGNATURE.length + 3 * 12 + header.capacity() + pixels.length);
        png.put(SIGNATURE);
        putChunk(png, "IHDR", header.array());
        putChunk(png, "IDAT", pixels);
        putChunk(png, "IEND", new byte[0]);
        return png.array();
    }

    private static byte[] draw(long seed, int width, int height) {
        Random random = new Random(seed);
        int red = random.nextInt(256);
        int green = random.nextInt(256);
        int blue = random.nextInt(256);
        ByteBuffer rows = ByteBuffer.allocate(height * (1 + width * BYTES_PER_PIXEL));
        for (int y = 0; y < height; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < width; x++) {
                rows.put((byte) (red + 128 * x / width));
                rows.put((byte) (green + 128 * y / height));
                rows.put((byte) (blue + 64 * (x + y) / (width + height)));
            }
        }
        return rows.array();
    }

    private static byte[] compress(byte[] raw) {
        Deflater deflater = new Deflater();
        deflater.setInput(raw);
        deflater.finish();
        byte[] compressed = new byte[raw.length + 64 + raw.length / 1_000];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }

    private static void putChunk(ByteBuffer png, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        png.putInt(content.length).put(name).put(content).putInt((int) checksum.getValue());
    }
}
