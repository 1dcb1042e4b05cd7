package dev.moosic.tunnel.auth.database;

import org.jspecify.annotations.Nullable;

/**
 * How the database does, for {@code /ready} and metrics.
 *
 * @param problem why it is not {@link State#AVAILABLE}, as text for an operator
 */
public record DatabaseStatus(State state, @Nullable String problem) {

    /** What the last call told. */
    public enum State {
        /** Being opened and migrated. Left to AVAILABLE after the last migration, to AWAY by one that failed. */
        OPENING,
        /** The last call succeeded. Left to AWAY by the first failure. */
        AVAILABLE,
        /** The last call or migration failed. Left to AVAILABLE by the first success, migrations first. */
        AWAY
    }

    public boolean isAvailable() {
        return state == State.AVAILABLE;
    }
}
