package dev.moosic.tunnel.client.check;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Prints what was checked, a line each, and remembers whether all was well. Any thread. */
final class Findings {
    private final PrintWriter out;
    private boolean faultFound;

    Findings(PrintWriter out) {
        this.out = out;
    }

    synchronized void good(String what) {
        out.println("ok    " + what);
        out.flush();
    }

    /** @param remedy what to do; {@code null} if {@code why} says it */
    synchronized void bad(String what, String why, @Nullable String remedy) {
        faultFound = true;
        out.println("FAIL  " + what + ": " + why);
        if (remedy != null) {
            out.println("      -> " + remedy);
        }
        out.flush();
    }

    synchronized boolean isFaultFound() {
        return faultFound;
    }
}
