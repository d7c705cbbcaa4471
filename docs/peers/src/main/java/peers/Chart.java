package peers;

import java.util.List;

/** Bars on a logarithmic scale, as a picture that needs nothing else. */
final class Chart {

    private static final int WIDTH = 900;
    private static final int LEFT = 190;
    private static final int BAR = 20;

    /** One bar: how often in a second, and how many times as often the first of its group is. */
    record Bar(String group, String name, double value, double ratio) {}

    private Chart() {}

    static String of(List<Bar> bars) {
        double least =
                bars.stream().mapToDouble(Bar::value).filter(v -> v > 0).min().orElseThrow() / 2;
        double most = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
        StringBuilder shapes = new StringBuilder();
        String group = "";
        int y = 10;
        for (Bar bar : bars) {
            if (!bar.group().equals(group)) {
                group = bar.group();
                y += 30;
                shapes.append(
                        "<text x='10' y='%d' font-weight='bold'>%s, a second</text>%n"
                                .formatted(y - 6, group));
            }
            long length =
                    Math.round(
                            (WIDTH - LEFT - 160)
                                    * Math.log(Math.max(bar.value(), least) / least)
                                    / Math.log(most / least));
            shapes.append(
                    "<text x='%d' y='%d' text-anchor='end'>%s</text>%n"
                            .formatted(LEFT - 8, y + 14, bar.name()));
            shapes.append(
                    "<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>%n"
                            .formatted(
                                    LEFT,
                                    y,
                                    length,
                                    BAR - 4,
                                    bar.name().equals("Heddle") ? "#2b6cb0" : "#a0aec0"));
            shapes.append(
                    "<text x='%d' y='%d'>%s</text>%n"
                            .formatted(LEFT + length + 6, y + 14, Peers.number(bar.value())));
            y += BAR;
        }
        return ("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d'"
                        + " font-family='sans-serif' font-size='13'>%n"
                        + "<rect width='100%%' height='100%%' fill='white'/>%n%s</svg>%n")
                .formatted(WIDTH, y + 10, shapes);
    }
}
