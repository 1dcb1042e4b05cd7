package dev.moosic.tunnel.auth.node;

import dev.moosic.tunnel.auth.AuthAwayException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Lets so many calls run at once, so many wait, and turns further ones away. Thread-safe; never blocks. */
final class CallQueue {
    private final int maxRunning;
    private final int maxWaiting;
    private final Deque<BooleanSupplier> waiting = new ArrayDeque<>();
    private int running;

    CallQueue(int maxRunning, int maxWaiting) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /** @param call started now or later, unless its outcome is decided by then, as when it waited too long */
    <T> void run(CompletableFuture<T> outcome, Supplier<CompletableFuture<T>> call) {
        synchronized (this) {
            if (running >= maxRunning) {
                if (waiting.size() >= maxWaiting) {
                    outcome.completeExceptionally(
                            new AuthAwayException(maxWaiting + " requests wait for the auth service already"));
                } else {
                    waiting.add(() -> starts(outcome, call));
                }
                return;
            }
            running++;
        }
        starts(outcome, call);
    }

    /** False if there is nothing to run any more. */
    private <T> boolean starts(CompletableFuture<T> outcome, Supplier<CompletableFuture<T>> call) {
        if (outcome.isDone()) {
            return false;
        }
        call.get().whenComplete((result, failure) -> {
            startNext();
            if (failure == null) {
                outcome.complete(result);
            } else {
                outcome.completeExceptionally(failure);
            }
        });
        return true;
    }

    private void startNext() {
        BooleanSupplier next;
        do {
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    running--;
                    return;
                }
            }
        } while (!next.getAsBoolean());
    }
}
