package dev.moosic.tunnel.protocol.audit;

import java.util.Locale;

/** What was decided on. */
public enum AuditEvent {
    /** An invite was made. */
    INVITE,
    /** A client traded an invite for an identity, or could not. */
    ENROL,
    /** A client asked for a tunnel token. */
    TOKEN,
    /** A token for callers was made. */
    API_TOKEN,
    /** A token for callers was ended by whoever holds it. */
    TOKEN_REVOKED,
    /** One of MoosicBox's tokens was made, or refused by an endpoint of its own. */
    MOOSICBOX_TOKEN,
    /** A URL was signed. */
    SIGNED_URL,
    /** A control connection said hello. */
    HELLO,
    /** A session renewed its token. */
    RENEW,
    /** A session's token stopped being good, and the session was ended. */
    SESSION,
    /** A client's grants were changed. */
    GRANT,
    /** A tunnel or stream was taken from a client because it lost the grant. */
    GRANT_LOST,
    /** A port or host name was taken from its client's reservation. */
    RELEASE,
    /** A client was revoked. */
    REVOKE,
    /** A signing key was made. */
    KEY_ROTATION,
    /** Somebody came to the admin listener. */
    ADMIN,
    /** Somebody came to the endpoints for tunnel servers of an auth service alone; told if it was refused. */
    NODE,
    /** A caller asked for a client's tunnel; told if it was refused. */
    CALLER;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As in logs and metrics. */
    public String word() {
        return word;
    }
}
