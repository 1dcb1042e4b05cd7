package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.auth.FailureLimiter;
import dev.moosic.tunnel.protocol.packet.Tunnel;
import dev.moosic.tunnel.server.password.PasswordAttempt;
import dev.moosic.tunnel.server.password.PasswordChecks;
import dev.moosic.tunnel.server.password.PasswordVerdict;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets the users of a tunnel with access {@code basic} in (RFC 7617). On such a tunnel {@code Authorization: Basic} is the
 * edge's: it is looked at alone, whatever else is shown, and never goes to the local service. Any thread; never blocks.
 */
final class BasicAuthorizer {
    private static final String SUBJECT = "basic:";
    private static final Duration BUSY_RETRY = Duration.ofSeconds(2);

    private final PasswordChecks passwords;

    BasicAuthorizer(PasswordChecks passwords) {
        this.passwords = passwords;
    }

    /** Whether the request shows a user name and password, and no other {@code Authorization}. */
    static boolean isFor(HttpRequest request) {
        List<String> fields = request.headers().getAll(HttpHeaderNames.AUTHORIZATION);
        return fields.size() == 1 && BasicCredential.isIn(fields.get(0));
    }

    /** Takes the browser's password out for callers whom something else let in. */
    static Caller consumed(Caller caller, HttpTunnel tunnel, HttpRequest request) {
        return caller.consumed() == Caller.Credential.NONE && tunnel.access() == Tunnel.Access.BASIC && isFor(request)
                ? new Caller(caller.subject(), Caller.Credential.BASIC, caller.vouchedFor())
                : caller;
    }

    /** @return never fails; completes at once for what was right before */
    CompletionStage<CallerCheck> identify(HttpRequest request, RelayTarget target, Origin origin, HttpTunnel tunnel) {
        BasicCredential shown = BasicCredential.parse(request.headers().get(HttpHeaderNames.AUTHORIZATION));
        if (shown == null) {
            return CompletableFuture.completedFuture(() -> {
                throw challenge(target, "the user name and password cannot be read; expected RFC 7617 in UTF-8");
            });
        }
        PasswordAttempt attempt = new PasswordAttempt(
                tunnel.clientId(), tunnel.name(), tunnel.users(), shown.name(), shown.password(), origin.inetAddress());
        return passwords.check(attempt).thenApply(verdict -> () -> caller(verdict, shown.name(), target));
    }

    /** The check of other credentials; if none is shown, the answer makes a browser ask for name and password. */
    CallerCheck orChallenge(CallerCheck check, HttpRequest request, RelayTarget target) {
        boolean shown = request.headers().contains(HttpHeaderNames.AUTHORIZATION);
        return () -> {
            try {
                return check.check();
            } catch (ProblemException e) {
                throw shown || e.problem().status().code() != HttpResponseStatus.UNAUTHORIZED.code()
                        ? e
                        : challenge(target, e.problem().detail() + "; here a user name and password do, too");
            }
        };
    }

    private static Caller caller(PasswordVerdict verdict, String name, RelayTarget target) throws ProblemException {
        return switch (verdict) {
            case RIGHT -> Caller.of(SUBJECT + name, Caller.Credential.BASIC);
            case WRONG -> throw challenge(target, "the user name or the password is wrong");
            case TOO_MANY ->
                throw new ProblemException(Problem.tooMany(
                        "more than " + FailureLimiter.MAX_FAILURES
                                + " passwords from your address were wrong within a minute, or too many are being checked",
                        FailureLimiter.WINDOW));
            case BUSY ->
                throw new ProblemException(Problem.unavailable("too many passwords are being checked now", BUSY_RETRY));
        };
    }

    /** The realm names the client where its URL does: there browsers keep one password for each, not for the server. */
    private static ProblemException challenge(RelayTarget target, String detail) {
        boolean named = !target.prefix().isEmpty()
                || !target.request()
                        .query()
                        .values(RelayTarget.CLIENT_PARAMETER)
                        .isEmpty();
        String realm = named ? "moosic-tunnel " + target.client() : "moosic-tunnel";
        return new ProblemException(new Problem(
                HttpResponseStatus.UNAUTHORIZED,
                detail,
                Map.of(HttpHeaderNames.WWW_AUTHENTICATE, "Basic realm=\"" + realm + "\", charset=\"UTF-8\"")));
    }
}
