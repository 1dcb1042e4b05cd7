package dev.moosic.tunnel.protocol.audit;

import dev.moosic.tunnel.protocol.audit.AuditEntry.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line to the logger {@code audit} for each decision, what was refused at WARN. */
public final class AuditLog implements Audit {
    private static final Logger AUDIT = LoggerFactory.getLogger("audit");

    @Override
    public void decided(AuditEntry entry) {
        boolean refused = entry.outcome() == Outcome.REFUSED;
        if (refused ? !AUDIT.isWarnEnabled() : !AUDIT.isInfoEnabled()) {
            return;
        }
        String line = LogLine.ofEvent(entry.event().word())
                .with("client", entry.client())
                .with("subject", entry.subject())
                .with("address", entry.address())
                .with("outcome", entry.outcome().word())
                .with("reason", entry.reason())
                .toString();
        if (refused) {
            AUDIT.warn(line);
        } else {
            AUDIT.info(line);
        }
    }
}
