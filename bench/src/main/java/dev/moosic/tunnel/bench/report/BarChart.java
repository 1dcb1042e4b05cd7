package dev.moosic.tunnel.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Bars of medians with whiskers from the least to the most, a block for each line, as SVG. */
final class BarChart {
    private static final int LABEL_WIDTH = 110;
    private static final int PLOT_WIDTH = 560;
    private static final int VALUE_WIDTH = 90;
    private static final int BAR = 13;
    private static final int BLOCK_GAP = 26;
    private static final int TOP = 34;
    private static final int WIDTH = LABEL_WIDTH + PLOT_WIDTH + VALUE_WIDTH;

    private BarChart() {}

    /**
     * @param lines of one unit; each block has a scale of its own from zero
     * @param own columns that are drawn in our colour
     */
    static String of(String title, List<Line> lines, List<String> own) {
        StringBuilder body = new StringBuilder();
        int y = TOP;
        for (Line line : lines) {
            y += BLOCK_GAP;
            body.append(String.format(
                    Locale.ROOT,
                    "<text x=\"4\" y=\"%d\" font-weight=\"bold\">%s, %s</text>%n",
                    y - 6,
                    escaped(line.row().title()),
                    escaped(line.metric().unit())));
            double most = line.cells().stream()
                    .flatMap(cell -> cell.statistics().stream())
                    .mapToDouble(Statistics::most)
                    .max()
                    .orElse(1);
            for (Cell cell : line.cells()) {
                body.append(bar(cell, line, most == 0 ? 1 : most, y, own));
                y += BAR + 2;
            }
        }
        int height = y + 10;
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="11">
                <title>%3$s</title>
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="4" y="20" font-size="15" font-weight="bold">%3$s</text>
                %4$s</svg>
                """, WIDTH, height, escaped(title), body);
    }

    private static String bar(Cell cell, Line line, double most, int y, List<String> own) {
        String label = String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
                LABEL_WIDTH - 6,
                y + BAR - 3,
                escaped(cell.contestant()));
        Optional<Statistics> statistics = cell.statistics();
        if (statistics.isEmpty()) {
            return label + text(LABEL_WIDTH + 4, y, "failed");
        }
        Statistics values = statistics.get();
        double scale = PLOT_WIDTH / most;
        String colour = line.isYardstick(cell.contestant())
                ? "#c2c8d0"
                : own.contains(cell.contestant()) ? "#1f77b4" : "#e6a15c";
        int middle = y + BAR / 2;
        return label
                + String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        LABEL_WIDTH,
                        y,
                        Math.max(0, values.median() * scale),
                        BAR,
                        colour)
                + String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %d H%.1f\" stroke=\"#333333\"/>%n",
                        LABEL_WIDTH + values.least() * scale,
                        middle,
                        LABEL_WIDTH + values.most() * scale)
                + text(
                        LABEL_WIDTH + (int) (values.most() * scale) + 5,
                        y,
                        Numbers.text(values.median(), line.metric().digits()));
    }

    private static String text(int x, int y, String text) {
        return String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", x, y + BAR - 3, escaped(text));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
