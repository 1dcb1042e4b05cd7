package dev.moosic.tunnel.bench.report;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who is ahead in a line: our column against the best peer's, by medians. TCP ports race with TCP ports, and HTTP
 * entrances with HTTP entrances.
 *
 * @param own our column
 * @param peer the best peer
 * @param lead how many times better our median is; below 1 the peer leads
 * @param close whether the middle halves of the two overlap
 */
record Race(String own, String peer, double lead, boolean close) {

    /** Medians closer than this are level. */
    private static final double LEVEL = 0.005;

    /** Against all peers; empty if either side has no figure. */
    static Optional<Race> in(Line line, String own) {
        return in(line, own, peer -> true);
    }

    /** Against those peers that are tunnels. */
    static Optional<Race> amongTunnels(Line line, String own) {
        return in(line, own, peer -> !line.isRelay(peer));
    }

    private static Optional<Race> in(Line line, String own, Predicate<String> among) {
        Optional<Statistics> ours = line.of(own);
        if (ours.isEmpty()) {
            return Optional.empty();
        }
        boolean more = line.metric().higherIsBetter();
        Cell best = null;
        for (Cell cell : line.cells()) {
            boolean rival = !cell.contestant().equals(own)
                    && !line.isYardstick(cell.contestant())
                    && among.test(cell.contestant())
                    && line.isEntrance(cell.contestant()) == line.isEntrance(own)
                    && cell.statistics().isPresent();
            if (rival && (best == null || better(median(cell), median(best), more))) {
                best = cell;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        Statistics theirs = best.statistics().orElseThrow();
        double lead = more
                ? ours.get().median() / theirs.median()
                : theirs.median() / ours.get().median();
        boolean close = ours.get().lowerQuartile() <= theirs.upperQuartile()
                && theirs.lowerQuartile() <= ours.get().upperQuartile();
        return Optional.of(new Race(own, best.contestant(), lead, close));
    }

    private static double median(Cell cell) {
        return cell.statistics().orElseThrow().median();
    }

    private static boolean better(double a, double b, boolean more) {
        return more ? a > b : a < b;
    }

    boolean isLevel() {
        return Math.abs(lead - 1) < LEVEL;
    }

    boolean isLost() {
        return lead < 1 && !isLevel();
    }

    /** For the table; a peer that leads stands in bold. */
    String text() {
        if (isLevel()) {
            return own + " level with " + peer;
        }
        String margin = String.format(Locale.ROOT, "%.2f×", lead >= 1 ? lead : 1 / lead);
        String text = lead >= 1 ? own + " " + margin + " " + peer : "**" + peer + "** " + margin + " " + own;
        return close ? text + " (spreads overlap)" : text;
    }
}
