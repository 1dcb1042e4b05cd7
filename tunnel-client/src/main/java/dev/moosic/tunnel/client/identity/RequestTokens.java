package dev.moosic.tunnel.client.identity;

import dev.moosic.tunnel.client.config.ServerAddress;
import dev.moosic.tunnel.client.control.ConnectFailure;
import dev.moosic.tunnel.client.control.ConnectStep;
import dev.moosic.tunnel.client.control.HttpAnswer;
import dev.moosic.tunnel.client.control.HttpCall;
import dev.moosic.tunnel.client.control.TokenSource;
import dev.moosic.tunnel.client.control.TunnelToken;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/**
 * Tokens from {@code POST /v0/request_token}, against an assertion signed with the client's key. An assertion refused
 * because this machine's clock is wrong is made again by the server's clock.
 */
public final class RequestTokens implements TokenSource {
    static final String PATH = "/v0/request_token";

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /** Taken where the auth service does not tell. */
    private static final int DEFAULT_LIFETIME_SECONDS = 600;

    private final EnrolledIdentity identity;
    private final HttpCall http;
    private final EventLoop loop;
    private final ServerClock clock;

    public RequestTokens(EnrolledIdentity identity, HttpCall http, EventLoop loop, Clock clock) {
        this.identity = identity;
        this.http = http;
        this.loop = loop;
        this.clock = new ServerClock(clock);
    }

    @Override
    public Future<TunnelToken> requestToken(ServerAddress server) {
        Promise<TunnelToken> token = loop.newPromise();
        ask(server, token, true);
        return token;
    }

    private void ask(ServerAddress server, Promise<TunnelToken> token, boolean mayAskAgain) {
        String assertion = identity.key().assertion(identity.clientId(), identity.issuer(), clock.now());
        String form = "grant_type=client_credentials&client_assertion_type="
                + URLEncoder.encode(ASSERTION_TYPE, StandardCharsets.UTF_8) + "&client_assertion=" + assertion;
        http.post(server, PATH, FORM, form).addListener((Future<HttpAnswer> answered) -> {
            if (!answered.isSuccess()) {
                token.tryFailure(answered.cause());
                return;
            }
            AuthAnswer answer = AuthAnswer.of(answered.getNow());
            boolean clockChanged = clock.learn(answer.http().date());
            if (answer.isSuccess()) {
                succeed(answer, token);
            } else if (clockChanged && mayAskAgain) {
                ask(server, token, false);
            } else {
                token.tryFailure(answer.failure());
            }
        });
    }

    private static void succeed(AuthAnswer answer, Promise<TunnelToken> token) {
        if (answer.text("token").isEmpty()) {
            token.tryFailure(ConnectFailure.retry(ConnectStep.TOKEN, "the auth service's answer holds no token"));
            return;
        }
        int seconds = answer.json().path("expires_in").asInt(DEFAULT_LIFETIME_SECONDS);
        token.trySuccess(new TunnelToken(answer.text("token"), Duration.ofSeconds(Math.max(1, seconds))));
    }
}
