package dev.heddle.schedule;

import java.util.List;
import java.util.stream.Stream;

/** The strategies that tests try one after the other. */
final class StrategyNames {

    /** Those under which whoever waits in a loop comes to see what it waits for. */
    private static final List<String> FAIR =
            List.of(
                    "random",
                    "pct",
                    "pct:1",
                    "pct:3",
                    "pos",
                    "surw",
                    "halt",
                    "delay:2",
                    "preemption:2",
                    "portfolio");

    private StrategyNames() {}

    static Stream<String> fair() {
        return FAIR.stream();
    }

    /** First in, first out lets go on who does not say that it spins. */
    static Stream<String> all() {
        return Stream.concat(fair(), Stream.of("fifo"));
    }
}
