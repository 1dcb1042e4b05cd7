package dev.moosic.tunnel.server.api;

/**
 * Who makes a request, as authorised.
 *
 * @param subject for the access log and {@code Init}
 * @param consumed the credential that the edge used, and the local service must not see
 */
record Caller(String subject, Credential consumed) {

    /** Where a credential stood. */
    enum Credential {
        /** The tunnel is public: nothing was looked at, nothing is taken out. */
        NONE,
        /** {@code Authorization}. */
        AUTHORIZATION,
        /** {@code Authorization: Basic}, which browsers send by themselves. */
        BASIC,
        /** The {@code signature} parameter. */
        SIGNATURE
    }

    static final Caller PUBLIC = new Caller("public", Credential.NONE);
}
