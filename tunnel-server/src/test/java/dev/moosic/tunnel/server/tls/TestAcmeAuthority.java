package dev.moosic.tunnel.server.tls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;

/**
 * The part of RFC 8555 that one order of one name needs. It verifies each request's signature and nonce, and validates by
 * connecting back: every name is at the two loopback ports it was told.
 */
final class TestAcmeAuthority implements AutoCloseable {
    static final String ALPN_EXTENSION = "1.3.6.1.5.5.7.1.31";

    private static final ObjectMapper JSON = new ObjectMapper();

    final AtomicInteger certificates = new AtomicInteger();
    final AtomicInteger accounts = new AtomicInteger();
    volatile Set<String> offered = Set.of("http-01", "tls-alpn-01");
    volatile boolean refusesOrders;
    /** New orders are answered when it is open. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    volatile int httpPort;
    volatile int tlsPort;

    private final Clock clock;
    private final KeyedCertificate own;
    private final HttpServer server;
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final Map<String, PublicJsonWebKey> keys = new ConcurrentHashMap<>();
    private final Map<String, Name> names = new ConcurrentHashMap<>();

    TestAcmeAuthority(Clock clock) throws IOException {
        this.clock = clock;
        this.own = PrivateAuthority.create(clock.instant());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try {
                answer(exchange);
            } catch (Exception e) {
                problem(exchange, 400, "malformed", String.valueOf(e));
            } finally {
                exchange.close();
            }
        });
        server.start();
    }

    URI directory() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/directory");
    }

    List<X509Certificate> trusted() {
        return own.chain();
    }

    private String url(String path) {
        return directory().resolve(path).toString();
    }

    private void answer(HttpExchange exchange) throws Exception {
        String path = exchange.getRequestURI().getPath();
        String nonce = UUID.randomUUID().toString();
        nonces.add(nonce);
        exchange.getResponseHeaders().set("Replay-Nonce", nonce);
        if (path.equals("/directory")) {
            json(
                    exchange,
                    200,
                    Map.of(
                            "newNonce",
                            url("/nonce"),
                            "newAccount",
                            url("/account"),
                            "newOrder",
                            url("/order"),
                            "revokeCert",
                            url("/revoke"),
                            "keyChange",
                            url("/key")));
        } else if (path.equals("/nonce")) {
            exchange.sendResponseHeaders(200, -1);
        } else {
            signed(exchange, path);
        }
    }

    private void signed(HttpExchange exchange, String path) throws Exception {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        JsonWebSignature jws = new JsonWebSignature();
        jws.setCompactSerialization(body.path("protected").asText() + "."
                + body.path("payload").asText() + "." + body.path("signature").asText());
        JsonNode header = JSON.readTree(jws.getHeaders().getFullHeaderAsJsonString());
        PublicJsonWebKey key = header.has("jwk")
                ? PublicJsonWebKey.Factory.newPublicJwk(header.path("jwk").toString())
                : Objects.requireNonNull(keys.get(header.path("kid").asText()), "no such account");
        jws.setKey(key.getPublicKey());
        if (!jws.verifySignature()
                || !nonces.remove(header.path("nonce").asText())
                || !header.path("url").asText().equals(url(path))) {
            problem(exchange, 400, "malformed", "signature, nonce or url is wrong");
            return;
        }
        JsonNode payload = jws.getPayload().isEmpty() ? JSON.nullNode() : JSON.readTree(jws.getPayload());
        String[] part = path.split("/");
        if (path.equals("/account")) {
            account(exchange, payload, key);
        } else if (path.equals("/order")) {
            newOrder(exchange, payload, key);
        } else {
            Name name = Objects.requireNonNull(names.get(part[2]), "no such order");
            switch (part[1]) {
                case "orders" -> json(exchange, 200, name.order());
                case "authz" -> json(exchange, 200, name.authorization());
                case "challenge" -> {
                    name.validate(part[3]);
                    json(exchange, 200, name.challenge(part[3]));
                }
                case "finalize" -> {
                    name.issue(Base64.getUrlDecoder().decode(payload.path("csr").asText()));
                    json(exchange, 200, name.order());
                }
                case "certificate" -> text(exchange, 200, "application/pem-certificate-chain", name.chain);
                default -> problem(exchange, 404, "malformed", path);
            }
        }
    }

    private void account(HttpExchange exchange, JsonNode payload, PublicJsonWebKey key) throws Exception {
        if (!payload.path("termsOfServiceAgreed").asBoolean()) {
            problem(exchange, 403, "userActionRequired", "terms not accepted");
            return;
        }
        String account = url("/accounts/" + key.calculateBase64urlEncodedThumbprint("SHA-256"));
        boolean made = keys.putIfAbsent(account, key) == null;
        if (made) {
            accounts.incrementAndGet();
        }
        exchange.getResponseHeaders().set("Location", account);
        json(exchange, made ? 201 : 200, Map.of("status", "valid"));
    }

    private void newOrder(HttpExchange exchange, JsonNode payload, PublicJsonWebKey key) throws Exception {
        gate.await();
        if (refusesOrders) {
            problem(exchange, 500, "serverInternal", "no orders today");
            return;
        }
        Name name = new Name(payload.path("identifiers").get(0).path("value").asText(), key);
        names.put(name.id, name);
        exchange.getResponseHeaders().set("Location", url("/orders/" + name.id));
        json(exchange, 201, name.order());
    }

    private static void json(HttpExchange exchange, int status, Object body) throws IOException {
        text(exchange, status, "application/json", JSON.writeValueAsString(body));
    }

    private static void problem(HttpExchange exchange, int status, String type, String detail) throws IOException {
        text(
                exchange,
                status,
                "application/problem+json",
                JSON.writeValueAsString(Map.of("type", "urn:ietf:params:acme:error:" + type, "detail", detail)));
    }

    private static void text(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** One order with its one authorization. */
    private final class Name {
        final String id = UUID.randomUUID().toString();
        final String token = UUID.randomUUID().toString().replace("-", "");
        final String domain;
        final String keyAuthorization;
        String status = "pending";
        String reason = "";
        String chain = "";

        Name(String domain, PublicJsonWebKey account) throws Exception {
            this.domain = domain;
            this.keyAuthorization = token + "." + account.calculateBase64urlEncodedThumbprint("SHA-256");
        }

        Map<String, Object> order() {
            Map<String, Object> order = new LinkedHashMap<>();
            order.put("status", !chain.isEmpty() ? "valid" : status.equals("valid") ? "ready" : status);
            order.put("identifiers", List.of(identifier()));
            order.put("authorizations", List.of(url("/authz/" + id)));
            order.put("finalize", url("/finalize/" + id));
            if (!chain.isEmpty()) {
                order.put("certificate", url("/certificate/" + id));
            }
            return order;
        }

        private Map<String, String> identifier() {
            return Map.of("type", "dns", "value", domain);
        }

        Map<String, Object> authorization() {
            return Map.of(
                    "status", status,
                    "identifier", identifier(),
                    "challenges", offered.stream().map(this::challenge).toList());
        }

        Map<String, Object> challenge(String type) {
            Map<String, Object> challenge = new LinkedHashMap<>();
            challenge.put("type", type);
            challenge.put("url", url("/challenge/" + id + "/" + type));
            challenge.put("token", token);
            challenge.put("status", status);
            if (status.equals("invalid")) {
                challenge.put("error", Map.of("type", "urn:ietf:params:acme:error:unauthorized", "detail", reason));
            }
            return challenge;
        }

        void validate(String type) {
            if (!status.equals("pending")) {
                return;
            }
            try {
                boolean proved = type.equals("http-01") ? answersHttp() : answersAlpn();
                status = proved ? "valid" : "invalid";
                reason = "another answer";
            } catch (Exception e) {
                status = "invalid";
                reason = String.valueOf(e);
            }
        }

        private boolean answersHttp() throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), httpPort)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("GET /.well-known/acme-challenge/" + token + " HTTP/1.1\r\nhost: " + domain
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("\r\n\r\n" + keyAuthorization);
            }
        }

        private boolean answersAlpn() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), tlsPort);
            plain.setSoTimeout(10_000);
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, domain, tlsPort, true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"acme-tls/1"});
                parameters.setServerNames(List.of(new SNIHostName(domain)));
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                X509Certificate shown = TlsEcho.shown(socket);
                byte[] extension = shown.getExtensionValue(ALPN_EXTENSION);
                byte[] digest = ASN1OctetString.getInstance(
                                ASN1OctetString.getInstance(extension).getOctets())
                        .getOctets();
                return "acme-tls/1".equals(socket.getApplicationProtocol())
                        && shown.getSubjectAlternativeNames()
                                .iterator()
                                .next()
                                .get(1)
                                .equals(domain)
                        && Arrays.equals(
                                digest,
                                MessageDigest.getInstance("SHA-256")
                                        .digest(keyAuthorization.getBytes(StandardCharsets.US_ASCII)));
            }
        }

        void issue(byte[] csr) throws Exception {
            if (!status.equals("valid")) {
                throw new IllegalStateException("not authorized");
            }
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    own.certificate().getSubjectX500Principal(),
                                    BigInteger.valueOf(certificates.incrementAndGet()),
                                    Date.from(clock.instant().minus(Duration.ofDays(1))),
                                    Date.from(clock.instant().plus(Duration.ofDays(89))),
                                    new javax.security.auth.x500.X500Principal("CN=" + domain),
                                    new JcaPKCS10CertificationRequest(csr).getPublicKey())
                            .addExtension(
                                    Extension.subjectAlternativeName,
                                    false,
                                    new GeneralNames(new GeneralName(GeneralName.dNSName, domain)))
                            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(own.key())));
            chain = new KeyedCertificate(own.key(), List.of(certificate, own.certificate())).pem();
        }
    }
}
