package dev.moosic.tunnel.server.api;

/** A request that is answered with a {@link Problem}; stackless, since any caller can bring it about at will. */
final class ProblemException extends Exception {
    private final transient Problem problem;

    ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    static ProblemException badRequest(String detail) {
        return new ProblemException(Problem.badRequest(detail));
    }

    Problem problem() {
        return problem;
    }
}
