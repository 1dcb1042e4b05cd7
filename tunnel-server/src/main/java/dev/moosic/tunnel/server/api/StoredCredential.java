package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.MoosicBoxToken;
import dev.moosic.tunnel.protocol.identity.InvalidTokenException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What the database said of a credential that only it knows. */
sealed interface StoredCredential {

    /** None was shown. */
    record Absent() implements StoredCredential {}

    /** It is good. */
    record Found(MoosicBoxToken token) implements StoredCredential {}

    /** It is not. */
    record Refused(InvalidTokenException cause) implements StoredCredential {}

    /** The database did not answer. */
    record Unanswered() implements StoredCredential {}

    /** The outcome of a look-up; the stage never fails. */
    static CompletionStage<StoredCredential> of(CompletionStage<MoosicBoxToken> lookUp) {
        return lookUp.handle(StoredCredential::of);
    }

    private static StoredCredential of(@Nullable MoosicBoxToken token, @Nullable Throwable failure) {
        if (token != null) {
            return new Found(token);
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof InvalidTokenException invalid ? new Refused(invalid) : new Unanswered();
    }
}
