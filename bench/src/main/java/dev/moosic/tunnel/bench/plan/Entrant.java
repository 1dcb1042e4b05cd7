package dev.moosic.tunnel.bench.plan;

import dev.moosic.tunnel.bench.contestant.Contestant;
import dev.moosic.tunnel.bench.contestant.Security;

/**
 * A contestant as it takes part in a row.
 *
 * @param label its column: the contestant's id, or another for its HTTP entrance
 * @param api whether it is called by its HTTP entrance rather than its TCP port
 */
record Entrant(String label, Contestant contestant, Security security, boolean api) {
    static Entrant of(Contestant contestant, Security security) {
        return new Entrant(contestant.id(), contestant, security, false);
    }
}
