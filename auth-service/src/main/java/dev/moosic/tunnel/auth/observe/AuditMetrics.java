package dev.moosic.tunnel.auth.observe;

import dev.moosic.tunnel.protocol.audit.Audit;
import dev.moosic.tunnel.protocol.audit.AuditEntry;
import dev.moosic.tunnel.protocol.audit.AuditEntry.Outcome;
import dev.moosic.tunnel.protocol.audit.AuditEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;

/** Counts decisions about identity, by event and outcome; all are there from the start, at zero. */
final class AuditMetrics implements Audit {
    private final Map<AuditEvent, Map<Outcome, Counter>> counters = new EnumMap<>(AuditEvent.class);

    AuditMetrics(MeterRegistry registry) {
        for (AuditEvent event : AuditEvent.values()) {
            Map<Outcome, Counter> byOutcome = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                byOutcome.put(
                        outcome,
                        Counter.builder("tunnel.audit")
                                .description("Decisions about identity, by event and outcome")
                                .tags("event", event.word(), "outcome", outcome.word())
                                .register(registry));
            }
            counters.put(event, byOutcome);
        }
    }

    @Override
    public void decided(AuditEntry entry) {
        Map<Outcome, Counter> byOutcome = counters.get(entry.event());
        Counter counter = byOutcome == null ? null : byOutcome.get(entry.outcome());
        if (counter != null) {
            counter.increment();
        }
    }
}
