package dev.moosic.tunnel.server.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;

/** Orders certificates (RFC 8555): proves a name by HTTP-01, and if that fails by TLS-ALPN-01 (RFC 8737). Blocks. */
final class AcmeOrders {
    /** How long each step of an order may take. */
    static final Duration STEP_TIMEOUT = Duration.ofSeconds(60);

    private static final List<String> CHALLENGES = List.of(Http01Challenge.TYPE, TlsAlpn01Challenge.TYPE);

    private final AcmeAccount account;
    private final AcmeChallenges challenges;
    private final SslProvider provider;

    AcmeOrders(AcmeAccount account, AcmeChallenges challenges, SslProvider provider) {
        this.account = account;
        this.challenges = challenges;
        this.provider = provider;
    }

    /** @throws AcmeException saying why each way to prove the name failed */
    KeyedCertificate order(String domain) throws AcmeException, InterruptedException {
        StringBuilder failures = new StringBuilder();
        for (String type : CHALLENGES) {
            Order order = account.login().newOrder().domain(domain).create();
            String failure = authorize(domain, order.getAuthorizations().get(0), type);
            if (failure == null) {
                return fetch(order);
            }
            failures.append(failures.isEmpty() ? "" : "; ")
                    .append(type)
                    .append(": ")
                    .append(failure);
        }
        throw new AcmeException(failures.toString());
    }

    private static KeyedCertificate fetch(Order order) throws AcmeException, InterruptedException {
        KeyPair pair = PrivateAuthority.newKeyPair();
        order.waitUntilReady(STEP_TIMEOUT);
        order.execute(pair);
        if (order.waitForCompletion(STEP_TIMEOUT) != Status.VALID) {
            throw new AcmeException("the order ended as " + order.getStatus()
                    + order.getError().map(problem -> ": " + text(problem)).orElse(""));
        }
        return new KeyedCertificate(pair.getPrivate(), order.getCertificate().getCertificateChain());
    }

    /** @return why the name was not proved, or null */
    private @Nullable String authorize(String domain, Authorization authorization, String type)
            throws AcmeException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return null;
        }
        Challenge challenge = authorization.findChallenge(type).orElse(null);
        if (challenge instanceof Http01Challenge http) {
            challenges.beginHttp(http.getToken(), http.getAuthorization());
            try {
                return prove(challenge);
            } finally {
                challenges.endHttp(http.getToken());
            }
        }
        if (challenge instanceof TlsAlpn01Challenge alpn) {
            KeyPair pair = validationKey();
            KeyedCertificate shown = new KeyedCertificate(
                    pair.getPrivate(), List.of(alpn.createCertificate(pair, authorization.getIdentifier())));
            challenges.beginAlpn(domain, validationContext(shown));
            try {
                return prove(challenge);
            } finally {
                challenges.endAlpn(domain);
            }
        }
        return "not offered by the authority";
    }

    private static @Nullable String prove(Challenge challenge) throws AcmeException, InterruptedException {
        challenge.trigger();
        Status status = challenge.waitForCompletion(STEP_TIMEOUT);
        return status == Status.VALID
                ? null
                : challenge.getError().map(AcmeOrders::text).orElse("the challenge ended as " + status);
    }

    private static String text(Problem problem) {
        return problem.getDetail().orElseGet(() -> problem.getType().toString());
    }

    /** acme4j signs this certificate with RSA, whatever the key. */
    private static KeyPair validationKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    private SslContext validationContext(KeyedCertificate shown) throws AcmeException {
        try {
            return SslContextBuilder.forServer(shown.key(), shown.chain())
                    .sslProvider(provider)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            TlsAlpn01Challenge.ACME_TLS_1_PROTOCOL))
                    .build();
        } catch (SSLException e) {
            throw new AcmeException("the validation certificate cannot be used", e);
        }
    }
}
