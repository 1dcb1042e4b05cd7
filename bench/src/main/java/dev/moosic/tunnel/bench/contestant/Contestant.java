package dev.moosic.tunnel.bench.contestant;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that carries connections from a public port to the origin, and how to start it. */
public interface Contestant {
    /** Its name in rows and in the raw file. */
    String id();

    /** What it is and how it is set up, in one sentence for the page. */
    String settings();

    /** Whether it is what the others are measured by, and takes part in no race. */
    default boolean isYardstick() {
        return false;
    }

    /** Whether one end dials out to the other; a plain relay is compared all the same. */
    default boolean isTunnel() {
        return true;
    }

    /** The name of its own HTTP entrance as a column, or {@code null} if it has none. */
    default @Nullable String api() {
        return null;
    }

    /** Which of the two it can do. ssh and chisel encrypt always: they stand in the TLS rows. */
    boolean offers(Security security);

    /** Why it cannot take part here, or an empty string. */
    String absence(Tools tools);

    /** Its version, as its program tells it. */
    String version(Tools tools);

    /** The files that its two ends consist of, of a contestant that is not absent. */
    List<Path> shipped(Tools tools);

    /** Makes its configuration; nothing runs yet. */
    Prepared prepare(Arena arena, Security security) throws IOException, InterruptedException;
}
