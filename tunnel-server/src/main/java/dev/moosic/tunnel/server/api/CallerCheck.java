package dev.moosic.tunnel.server.api;

/** Says who makes a request, once all that it takes to tell is known. Any thread; never blocks. */
@FunctionalInterface
interface CallerCheck {

    /** @throws ProblemException 401, 403, 429 or 503 */
    Caller check() throws ProblemException;
}
