package dev.moosic.tunnel.bench.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One figure of a row.
 *
 * @param name key in a sample's values
 * @param unit as printed
 * @param higherIsBetter which way is ahead
 * @param digits behind the point
 */
public record Metric(
        @JsonProperty("name") String name,
        @JsonProperty("unit") String unit,
        @JsonProperty("higherIsBetter") boolean higherIsBetter,
        @JsonProperty("digits") int digits) {
    static Metric more(String name, String unit, int digits) {
        return new Metric(name, unit, true, digits);
    }

    static Metric less(String name, String unit, int digits) {
        return new Metric(name, unit, false, digits);
    }
}
