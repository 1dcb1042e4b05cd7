package dev.moosic.tunnel.protocol.audit;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One decision about identity. Nothing in it is a secret: tokens and keys are named by their id.
 *
 * @param client the client concerned
 * @param subject who asked, if not the client: a caller, the operator; or the id of the token or key concerned
 * @param address where the question came from, without port
 * @param reason why it was refused, or the terms of what was accepted
 */
public record AuditEntry(
        AuditEvent event,
        Outcome outcome,
        @Nullable String client,
        @Nullable String subject,
        @Nullable String address,
        @Nullable String reason) {

    /** How it was decided. */
    public enum Outcome {
        ACCEPTED,
        REFUSED;

        /** As in logs and metrics. */
        public String word() {
            return this == ACCEPTED ? "accepted" : "refused";
        }
    }

    public static AuditEntry accepted(AuditEvent event) {
        return new AuditEntry(event, Outcome.ACCEPTED, null, null, null, null);
    }

    public static AuditEntry refused(AuditEvent event, @Nullable Object reason) {
        return new AuditEntry(event, Outcome.REFUSED, null, null, null, text(reason));
    }

    public AuditEntry client(@Nullable Object value) {
        return new AuditEntry(event, outcome, text(value), subject, address, reason);
    }

    public AuditEntry subject(@Nullable Object value) {
        return new AuditEntry(event, outcome, client, text(value), address, reason);
    }

    public AuditEntry address(@Nullable String value) {
        return new AuditEntry(event, outcome, client, subject, value, reason);
    }

    public AuditEntry address(InetAddress value) {
        return address(value.getHostAddress());
    }

    public AuditEntry reason(@Nullable Object value) {
        return new AuditEntry(event, outcome, client, subject, address, text(value));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
