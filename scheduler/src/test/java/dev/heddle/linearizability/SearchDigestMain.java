package dev.heddle.linearizability;

import dev.heddle.linearizability.StructuresTest.Structure;

import java.util.ArrayList;
import java.util.List;

/** Prints what searches for mistakes have come to, all but the time they took. */
final class SearchDigestMain {

    /** What every line begins with. */
    static final String BEGIN = "found: ";

    private static final List<Structure> STRUCTURES =
            List.of(
                    Structure.COUNTER,
                    Structure.TREIBER_STACK,
                    Structure.LAZY_LIST,
                    Structure.BUFFER);

    private SearchDigestMain() {}

    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Structure structure : STRUCTURES) {
            LinearizabilityReport report = structure.check.apply(true).explore();
            lines.add(
                    BEGIN
                            + "%s in %d and %d runs, %s, then %s, %s"
                                    .formatted(
                                            structure,
                                            report.constructions(),
                                            report.allConstructions(),
                                            report.foundScenario().orElseThrow(),
                                            report.scenario().orElseThrow(),
                                            report.failure().orElseThrow().token()));
        }
        return lines;
    }
}
