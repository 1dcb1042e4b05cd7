package dev.moosic.tunnel.server.api;

/**
 * Who makes a request, as authorised.
 *
 * @param subject for the access log and {@code Init}
 * @param consumed the credential that the edge used, and the local service must not see
 * @param vouchedFor whether the database made the credential for that client, which says that the client exists
 */
record Caller(String subject, Credential consumed, boolean vouchedFor) {

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

    static final Caller PUBLIC = new Caller("public", Credential.NONE, false);

    /** Whose credential says nothing of whether the client exists. */
    static Caller of(String subject, Credential consumed) {
        return new Caller(subject, consumed, false);
    }

    /** Whose token the database made for that client. */
    static Caller vouchedFor(String subject, Credential consumed) {
        return new Caller(subject, consumed, true);
    }

    /** Whether a MoosicBox player shows its signature token: its pages are elsewhere. */
    boolean isPlayer() {
        return vouchedFor && consumed == Credential.SIGNATURE;
    }
}
