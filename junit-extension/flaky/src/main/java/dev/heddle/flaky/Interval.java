package dev.heddle.flaky;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How often something happened in so many runs, and between what its true rate lies with 95 %
 * confidence, by Wilson's score: right for few runs, and for rates near 0 and 1, too.
 *
 * @param failed how often it happened
 * @param runs in how many runs
 */
record Interval(long failed, long runs) {

    private static final double Z = 1.959963984540054;

    Interval {
        if (failed < 0 || runs < failed) {
            throw new IllegalArgumentException(failed + " of " + runs + " runs can not be.");
        }
    }

    double rate() {
        return runs == 0 ? 0 : (double) failed / runs;
    }

    double low() {
        return failed == 0 ? 0 : Math.max(0, middle() - half());
    }

    double high() {
        return failed == runs ? 1 : Math.min(1, middle() + half());
    }

    private double middle() {
        return (rate() + Z * Z / (2 * runs)) / (1 + Z * Z / runs);
    }

    private double half() {
        double spread = rate() * (1 - rate()) / runs + Z * Z / (4.0 * runs * runs);
        return Z * Math.sqrt(spread) / (1 + Z * Z / runs);
    }

    Interval and(Interval other) {
        return new Interval(failed + other.failed, runs + other.runs);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("failed", failed);
        map.put("runs", runs);
        map.put("rate", rate());
        map.put("low", low());
        map.put("high", high());
        return map;
    }

    static Interval of(Json map) {
        return new Interval(map.number("failed"), map.number("runs"));
    }

    /** As in "12 of 200 runs failed, 6.0 % (3.5 to 10.2 %)". */
    @Override
    public String toString() {
        return "%,d of %,d runs failed, %s %% (%s to %s %%)"
                .formatted(failed, runs, percent(rate()), percent(low()), percent(high()));
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f", part * 100);
    }
}
