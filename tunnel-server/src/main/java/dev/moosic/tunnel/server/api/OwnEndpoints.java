package dev.moosic.tunnel.server.api;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Paths of the public port that the server answers itself; the auth service's among them. Any thread. */
public interface OwnEndpoints {

    /** The exact paths, never a client's. */
    Set<String> paths();

    /** Everything under these, under every host name and before any client's; each ends with a slash. */
    default Set<String> prefixes() {
        return Set.of();
    }

    /** Larger bodies are refused with 413 before this is asked. */
    int maxBodyBytes();

    /** @return never fails; completes on any thread */
    CompletionStage<OwnResponse> answer(OwnRequest request);
}
