package dev.moosic.tunnel.auth;

import dev.moosic.tunnel.protocol.audit.AuditEntry;
import org.jspecify.annotations.Nullable;

/**
 * Who wants something decided, for the audit.
 *
 * @param address where the question came from, without port
 */
public record Requester(@Nullable String subject, @Nullable String address) {
    /** The program itself, unasked. */
    public static final Requester PROGRAM = new Requester(null, null);

    /** Whoever showed the admin credential. */
    public static Requester operator(String address) {
        return new Requester("operator", address);
    }

    /** The entry with who asked; a subject that it has stays. */
    public AuditEntry in(AuditEntry entry) {
        return entry.subject(entry.subject() == null ? subject : entry.subject())
                .address(address);
    }
}
