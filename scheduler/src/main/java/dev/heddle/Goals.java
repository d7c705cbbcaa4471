package dev.heddle;

import dev.heddle.kernel.Loop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What some schedule of an exploration is to reach, and how many have. */
final class Goals {

    private final Map<String, Integer> reached = new LinkedHashMap<>();

    /**
     * Goals that are known beforehand.
     *
     * @param expected their names
     */
    Goals(List<String> expected) {
        expected.forEach(name -> reached.put(name, 0));
    }

    /** Adds what the last run of a loop has reached, and what it has only named. */
    void note(Loop loop) {
        loop.claims().goals().forEach((name, is) -> reached.merge(name, is ? 1 : 0, Integer::sum));
    }

    /** Adds one that was reached on another day. */
    void reached(String name) {
        reached.merge(name, 1, Integer::sum);
    }

    /** Those that were reached. */
    List<String> reached() {
        return reached.entrySet().stream()
                .filter(goal -> goal.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** For each goal, how many schedules have reached it. */
    Map<String, Integer> counts() {
        return new LinkedHashMap<>(reached);
    }
}
