package dev.heddle.chance;

import dev.heddle.Heddle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The main class of a JVM that prints what is drawn in runs with the given seeds. */
final class ChanceMain {

    /** Written, so that no compiler can do without the allocation. */
    @SuppressWarnings("unused")
    private static volatile byte[] garbage;

    private ChanceMain() {}

    public static void main(String[] seeds) {
        if (Boolean.getBoolean("garbage")) {
            Thread.ofPlatform().daemon().start(ChanceMain::makeGarbage);
        }
        StringBuilder out = new StringBuilder();
        for (String seed : seeds) {
            lines(Long.parseLong(seed)).forEach(line -> out.append(line).append('\n'));
            constants(Long.parseLong(seed)).forEach(line -> out.append(line).append('\n'));
        }
        System.out.print(out);
    }

    /**
     * Makes the JVM collect so often that it does so in the middle of whatever is done at start.
     */
    @SuppressWarnings("InfiniteLoopStatement")
    private static void makeGarbage() {
        while (true) {
            garbage = new byte[1000];
        }
    }

    /** What is drawn in one run with this seed. */
    static List<String> lines(long seed) {
        List<String> lines = new ArrayList<>();
        values(seed).forEach((name, value) -> lines.add(name + ": " + value));
        return lines;
    }

    /** What is drawn by class initialisers, and the same in all runs. */
    static List<String> constants(long seed) {
        List<String> lines = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .seed(seed)
                .explore(() -> lines.addAll(Constants.lines()))
                .check();
        return lines;
    }

    /** What is drawn in one run by its name. */
    static Map<String, String> values(long seed) {
        Map<String, String> values = new LinkedHashMap<>();
        Heddle.explorer()
                .schedules(1)
                .seed(seed)
                .explore(() -> values.putAll(Values.draw()))
                .check();
        return values;
    }
}
