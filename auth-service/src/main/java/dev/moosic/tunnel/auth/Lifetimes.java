package dev.moosic.tunnel.auth;

import java.time.Duration;

/** Bounds on how long something may be valid. */
final class Lifetimes {
    private Lifetimes() {}

    /** @throws IllegalArgumentException if {@code lifetime} is not within one second and {@code max} */
    static void check(String what, Duration lifetime, Duration max) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(max) > 0) {
            throw new IllegalArgumentException("the " + what + " is to live " + lifetime.toSeconds() + " s, but 1 s to "
                    + max.toDays() + " days are possible");
        }
    }
}
