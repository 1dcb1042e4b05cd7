package dev.moosic.tunnel.server.api;

import dev.moosic.tunnel.protocol.identity.ClientId;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /auth/magic-token?magicToken=…}: finds the client that registered the token, then is an {@link Exchange} with
 * it. On the caller's event loop.
 */
final class MagicTokenExchange implements CallerRequest {
    static final String PARAMETER = "magicToken";

    private final ExchangeServices services;
    private final CallerConnection caller;
    private final HttpRequest head;
    private final RequestTarget target;
    private final String magicToken;
    private final Origin origin;
    private @Nullable Exchange exchange;
    private boolean done;

    /** @throws ProblemException 400 if the token is missing or given twice */
    MagicTokenExchange(ExchangeServices services, CallerConnection caller, HttpRequest head, RequestTarget target)
            throws ProblemException {
        this.services = services;
        this.caller = caller;
        this.head = head;
        this.target = target;
        this.magicToken = target.query().onlyValue(PARAMETER);
        this.origin = Origin.of(caller.channel(), head.headers(), services.proxies());
    }

    @Override
    public void start() {
        CompletableFuture<StoredCredential> found =
                services.admission().followMagicToken(magicToken, origin).toCompletableFuture();
        if (found.isDone()) {
            follow(found.join());
        } else {
            found.thenAccept(answer -> caller.channel().eventLoop().execute(() -> follow(answer)));
        }
    }

    private void follow(StoredCredential found) {
        if (done) {
            return;
        }
        try {
            ClientId client = services.admission().clientOf(found, origin);
            Exchange following = new Exchange(
                    services, caller, head, new RelayTarget(client, target, ""), CallerAuthorizer.magicCaller());
            exchange = following;
            following.start();
        } catch (ProblemException e) {
            done = true;
            caller.answer(e.problem());
            caller.proceed();
        }
    }

    @Override
    public boolean acceptsContent() {
        Exchange following = exchange;
        return following == null ? done : following.acceptsContent();
    }

    @Override
    public boolean wantsContent() {
        Exchange following = exchange;
        return following != null && following.wantsContent();
    }

    @Override
    public void content(HttpContent content) {
        Exchange following = exchange;
        if (following == null) {
            content.release();
        } else {
            following.content(content);
        }
    }

    @Override
    public void contentReadComplete() {
        Exchange following = exchange;
        if (following != null) {
            following.contentReadComplete();
        }
    }

    @Override
    public void contentBroken() {
        Exchange following = exchange;
        if (following != null) {
            following.contentBroken();
        }
    }

    @Override
    public void callerWritabilityChanged() {
        Exchange following = exchange;
        if (following != null) {
            following.callerWritabilityChanged();
        }
    }

    @Override
    public void callerGone() {
        done = true;
        Exchange following = exchange;
        if (following != null) {
            following.callerGone();
        }
    }
}
