package dev.moosic.tunnel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.moosic.tunnel.auth.KnownTrust.Reading;
import dev.moosic.tunnel.protocol.identity.ClientId;
import dev.moosic.tunnel.protocol.identity.ClientKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownTrustTest {
    private static final ClientId HOME = new ClientId("home");
    private static final KeyRing KEYS =
            KeyRing.published(List.of(ClientKey.generate().publicJwk()));

    private final KnownTrust known = new KnownTrust();

    private static Trust revoked(long generation) {
        return new Trust("urn:test", KEYS, Map.of(HOME, generation), Map.of(), Set.of());
    }

    @Test
    void whatWasBegunToBeReadEarlierAndCameLaterChangesNothing() {
        List<ClientId> told = new ArrayList<>();
        known.onRevoked(told::add);
        known.apply(new Reading(known.begin(), revoked(0)));
        long before = known.begin();
        known.apply(new Reading(known.begin(), revoked(1)));
        known.apply(new Reading(before, revoked(0)));
        assertThat(known.generation(HOME)).as("of the later reading").isEqualTo(1);
        known.apply(new Reading(known.begin(), revoked(2)));
        assertThat(known.generation(HOME)).isEqualTo(2);
        assertThat(told).as("once for each").containsExactly(HOME, HOME);
    }
}
