package dev.moosic.tunnel.sample;

import java.util.Random;

/**
 * A seeded walk over a pentatonic scale with a whisper of noise. The same seed gives the same samples on every machine;
 * the noise makes each stretch of bytes unlike every other, so that bytes delivered at a wrong offset are noticed.
 */
final class Melody {
    private static final int SAMPLES_PER_NOTE = WavFile.SAMPLE_RATE / 4;
    private static final int[] SEMITONES = {0, 2, 4, 7, 9, 12, 14, 16, 19, 21};
    private static final double LOWEST_HERTZ = 220;
    private static final double VOLUME = 9_000;
    private static final int NOISE = 64;

    private final Random random;
    private int degree = SEMITONES.length / 2;
    private int position;
    private double step;
    private double phase;

    Melody(long seed) {
        random = new Random(seed);
    }

    /** The next sample, signed 16 bits. */
    short next() {
        if (position % SAMPLES_PER_NOTE == 0) {
            degree = Math.max(0, Math.min(SEMITONES.length - 1, degree + random.nextInt(5) - 2));
            step = 2 * StrictMath.PI * LOWEST_HERTZ * StrictMath.pow(2, SEMITONES[degree] / 12.0) / WavFile.SAMPLE_RATE;
            phase = 0;
        }
        double fade = 1 - (double) (position % SAMPLES_PER_NOTE) / SAMPLES_PER_NOTE;
        double tone = StrictMath.sin(phase) + StrictMath.sin(2 * phase) / 3;
        position++;
        phase += step;
        return (short) (VOLUME * fade * tone + random.nextInt(2 * NOISE) - NOISE);
    }
}
