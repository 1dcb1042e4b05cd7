package dev.moosic.tunnel.bench.report;

import java.util.Locale;

/** Figures as the page prints them. */
final class Numbers {
    private Numbers() {}

    /** With a comma between thousands. */
    static String text(double value, int digits) {
        return String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    /** Median and spread. */
    static String text(Statistics statistics, int digits) {
        String median = text(statistics.median(), digits);
        return statistics.count() == 1
                ? median
                : median + " <sub>" + text(statistics.least(), digits) + "–" + text(statistics.most(), digits)
                        + "</sub>";
    }
}
