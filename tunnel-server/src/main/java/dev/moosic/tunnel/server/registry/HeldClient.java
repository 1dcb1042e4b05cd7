package dev.moosic.tunnel.server.registry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One client: what this node wants the database to say of it, and what it may say. One call at a time brings the
 * second to the first, so that connects and disconnects in quick succession never overtake each other.
 */
final class HeldClient {

    /** What has to be done next. */
    enum Step {
        /** The database says what is wanted, or a call is on its way. */
        NONE,
        /** The session wanted is not (known to be) in the database. */
        CLAIM,
        /** It was, but the row may be gone. */
        RENEW,
        /** A row that is no longer wanted may be there. */
        DELETE
    }

    private final ConnectionTable table;
    private final RegistryListener listener;

    private @Nullable Claim wanted;
    private CompletableFuture<Claim> answer = new CompletableFuture<>();
    private CompletableFuture<Boolean> deleted = CompletableFuture.completedFuture(false);
    /** Claims that may be in the database, the newest last. At most one is, but which may be unknown. */
    private final Deque<Claim> written = new ArrayDeque<>();

    private boolean rowMayBeGone;
    private boolean busy;
    private boolean retired;

    HeldClient(ConnectionTable table, RegistryListener listener) {
        this.table = table;
        this.listener = listener;
    }

    /** @return {@code null} if this object was retired and another has to be made */
    @Nullable
    CompletableFuture<Claim> want(Claim claim) {
        Outcome before;
        CompletableFuture<Claim> asked = new CompletableFuture<>();
        synchronized (this) {
            if (retired) {
                return null;
            }
            before = outcome(false);
            Claim last = written.peekLast();
            wanted = last != null && isSameSession(last, claim) ? last : claim;
            answer = asked;
        }
        before.tell();
        return asked;
    }

    /** @return whether a row goes; {@code null} if a newer session is wanted by now */
    @Nullable
    CompletableFuture<Boolean> unwant(Claim claim) {
        Outcome before;
        CompletableFuture<Boolean> asked = new CompletableFuture<>();
        synchronized (this) {
            if (retired || wanted == null || !isSameSession(wanted, claim)) {
                return null;
            }
            before = outcome(false);
            wanted = null;
            deleted = asked;
            if (written.isEmpty()) {
                asked.complete(false);
            }
        }
        before.tell();
        return asked;
    }

    /** Answers to whoever waits; told outside of the lock. */
    private record Outcome(
            CompletableFuture<Claim> answer, @Nullable Claim claim, CompletableFuture<Boolean> deleted, boolean found) {
        void tell() {
            if (claim != null) {
                answer.complete(claim);
            }
            deleted.complete(found);
        }
    }

    private Outcome outcome(boolean found) {
        return new Outcome(answer, wanted, deleted, found);
    }

    /** The node was forgotten by the others: its rows have to be looked after. */
    synchronized void rowMayBeGone() {
        rowMayBeGone = true;
    }

    /** Whether this node holds the client by the session of {@code claim}. */
    synchronized boolean isWanted(Claim claim) {
        return wanted != null && isSameSession(wanted, claim);
    }

    /** Whether nothing is wanted and nothing is left in the database: from then on this object is of no more use. */
    synchronized boolean retireIfDone() {
        retired = retired || (wanted == null && written.isEmpty() && !busy);
        return retired;
    }

    synchronized Step next() {
        if (busy) {
            return Step.NONE;
        }
        if (wanted == null) {
            return written.isEmpty() ? Step.NONE : Step.DELETE;
        }
        Claim last = written.peekLast();
        if (last == null || last.isPending() || !isSameSession(last, wanted)) {
            return Step.CLAIM;
        }
        return rowMayBeGone ? Step.RENEW : Step.NONE;
    }

    /** Takes the steps there are until nothing is left to do. Completes with whether the database took them all. */
    CompletableFuture<Boolean> sync() {
        CompletableFuture<Boolean> step;
        Outcome upToDate = null;
        synchronized (this) {
            step = begin();
            if (step == null && !busy) {
                upToDate = outcome(false);
            }
        }
        if (upToDate != null) {
            upToDate.tell();
        }
        return step == null
                ? CompletableFuture.completedFuture(true)
                : step.thenCompose(taken -> taken ? sync() : CompletableFuture.completedFuture(false));
    }

    private @Nullable CompletableFuture<Boolean> begin() {
        return switch (next()) {
            case NONE -> null;
            case CLAIM -> beginClaim(Objects.requireNonNull(wanted));
            case RENEW -> beginRenew(Objects.requireNonNull(written.peekLast()));
            case DELETE -> beginDelete(Objects.requireNonNull(written.peekLast()));
        };
    }

    private CompletableFuture<Boolean> beginClaim(Claim claim) {
        busy = true;
        if (written.isEmpty() || !isSameSession(written.getLast(), claim)) {
            written.addLast(claim);
        }
        return table.claim(claim).handle((made, failure) -> claimed(claim, made));
    }

    private boolean claimed(Claim asked, @Nullable Claim made) {
        Outcome outcome;
        synchronized (this) {
            busy = false;
            if (made != null) {
                written.clear();
                written.addLast(made);
                rowMayBeGone = false;
                if (wanted == null || !isSameSession(wanted, asked)) {
                    // Changed meanwhile; the next step answers.
                    return true;
                }
                wanted = made;
            }
            outcome = outcome(false);
        }
        outcome.tell();
        return made != null;
    }

    private CompletableFuture<Boolean> beginRenew(Claim claim) {
        busy = true;
        return table.renew(claim).handle((renewed, failure) -> renewed(claim, renewed));
    }

    private boolean renewed(Claim claim, @Nullable Optional<Claim> renewed) {
        synchronized (this) {
            busy = false;
            if (renewed == null) {
                return false;
            }
            rowMayBeGone = false;
            if (renewed.isPresent()) {
                return true;
            }
        }
        listener.superseded(claim);
        return true;
    }

    private CompletableFuture<Boolean> beginDelete(Claim claim) {
        busy = true;
        return table.delete(claim).handle((found, failure) -> deleted(found));
    }

    private boolean deleted(@Nullable Boolean found) {
        Outcome outcome;
        synchronized (this) {
            busy = false;
            if (found != null) {
                written.removeLast();
                if (found) {
                    // There is one row at most.
                    written.clear();
                }
                if (!written.isEmpty()) {
                    return true;
                }
            }
            outcome = outcome(Boolean.TRUE.equals(found));
        }
        outcome.tell();
        return found != null;
    }

    private static boolean isSameSession(Claim one, Claim other) {
        return one.tunnelWsId().equals(other.tunnelWsId());
    }
}
