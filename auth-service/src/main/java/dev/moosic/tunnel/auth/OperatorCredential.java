package dev.moosic.tunnel.auth;

/** Knows the operator's credential. Thread-safe; never blocks. */
@FunctionalInterface
public interface OperatorCredential {
    /**
     * Whether this is it; takes the same time whatever is shown.
     *
     * @param token what {@code Authorization} holds, without the scheme
     */
    boolean isShownBy(String token);
}
