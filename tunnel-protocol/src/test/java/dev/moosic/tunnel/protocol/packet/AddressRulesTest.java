package dev.moosic.tunnel.protocol.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.0/25, 192.0.2.128, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "192.0.2.0/24, 192.0.2.1:5000, true",
        "2001:db8::/32, [2001:db8::1]:5000, true",
        "192.0.2.0/24, somewhere, false"
    })
    void allowListLetsInWhatItNamesAlone(String network, String address, boolean allowed) {
        assertThat(new AddressRules(List.of(network), null).allows(address)).isEqualTo(allowed);
    }

    @Test
    void denialWins() {
        AddressRules rules = new AddressRules(List.of("192.0.2.0/24"), List.of("192.0.2.7"));
        assertThat(rules.allows("192.0.2.6")).isTrue();
        assertThat(rules.allows("192.0.2.7")).isFalse();
        assertThat(new AddressRules(null, List.of("192.0.2.7")).allows("203.0.113.9"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "192.0.2.0/33", "2001:db8::/129", "192.0.2.0/-1", "192.0.2.0/", "192.0.2/24"})
    void whatIsNoNetworkLetsNobodyIn(String network) {
        for (AddressRules rules : List.of(
                new AddressRules(List.of(network), null),
                new AddressRules(null, List.of(network)),
                new AddressRules(Collections.nCopies(AddressRules.MAX_NETWORKS + 1, "192.0.2.1"), null))) {
            assertThat(rules.problem()).contains("expected");
            assertThat(rules.allows("192.0.2.1")).isFalse();
        }
    }
}
