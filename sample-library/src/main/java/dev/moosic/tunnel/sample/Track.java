package dev.moosic.tunnel.sample;

import java.nio.file.Path;

/**
 * One track of the library.
 *
 * @param file the WAV file, complete and never changed while the library runs
 * @param bytes size of {@code file}
 * @param sha256 of {@code file}, lower-case hex
 */
record Track(int id, String title, int seconds, Path file, long bytes, String sha256) {

    /** A strong validator, RFC 9110 section 8.8.3. */
    String entityTag() {
        return '"' + sha256.substring(0, 32) + '"';
    }
}
