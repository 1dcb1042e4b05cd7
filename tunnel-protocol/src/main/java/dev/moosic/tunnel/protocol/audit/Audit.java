package dev.moosic.tunnel.protocol.audit;

/** Told of every decision about identity, once, on the thread that decided: be quick, and never block. */
@FunctionalInterface
public interface Audit {
    void decided(AuditEntry entry);

    /** Tells {@code first}, then {@code second}. */
    static Audit both(Audit first, Audit second) {
        return entry -> {
            first.decided(entry);
            second.decided(entry);
        };
    }
}
