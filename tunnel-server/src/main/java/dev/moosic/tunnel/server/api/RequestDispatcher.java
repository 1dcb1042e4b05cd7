package dev.moosic.tunnel.server.api;

import io.netty.handler.codec.http.HttpRequest;

/** Finds who serves a request. */
@FunctionalInterface
interface RequestDispatcher {

    /**
     * On the caller's event loop.
     *
     * @param head well-formed, and within {@link RequestRules}
     * @throws ProblemException if nobody does
     */
    CallerRequest dispatch(CallerConnection caller, HttpRequest head) throws ProblemException;
}
