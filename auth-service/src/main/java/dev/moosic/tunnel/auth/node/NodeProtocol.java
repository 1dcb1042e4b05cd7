package dev.moosic.tunnel.auth.node;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;

/** Names that both ends use; docs/openapi.yaml, tag {@code node}. */
final class NodeProtocol {
    /** Shown with each request. */
    static final String CREDENTIAL = "x-tunnel-node-credential";

    /** Where the caller of a request passed on is, or the operator who wants an operation. */
    static final String ADDRESS = "x-tunnel-node-address";

    /** The server's public URLs, joined by spaces. */
    static final String SERVERS = "x-tunnel-node-servers";

    /** {@code true}: the server's operator sent the request. */
    static final String OPERATOR = "x-tunnel-node-operator";

    /** On each answer to a request whose credential was accepted. */
    static final String ACCEPTED = "x-tunnel-node";

    /** The tag of the trust document when the answer was made. */
    static final String TRUST_TAG = "x-tunnel-node-trust";

    /** {@code away} on each answer while the auth service's database is: then it renews no tokens. */
    static final String DATABASE = "x-tunnel-node-database";

    static final String PREFIX = "/node/";
    static final String TRUST = "/node/v1/trust";
    static final String MOOSICBOX_TOKENS = "/node/v1/moosicbox-tokens";
    static final String INVITES = "/node/v1/invites";
    static final String TOKENS = "/node/v1/tokens";
    static final String SIGNED_URLS = "/node/v1/signed-urls";
    static final String KEYS = "/node/v1/keys";
    static final String CLIENTS = "/node/v1/clients";
    static final String GRANTS = "/grants";

    /** How long an answer may wait for news; less than a listener lets a connection be silent. */
    static final Duration MAX_WAIT = Duration.ofSeconds(5);

    /** Of a request. */
    static final int MAX_BODY_BYTES = 65_536;

    /** The other end may be of a newer version, and say more. */
    static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private NodeProtocol() {}
}
