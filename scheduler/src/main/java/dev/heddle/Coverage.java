package dev.heddle;

import dev.heddle.api.API;

import java.util.Locale;

/**
 * How much of what a program can do the schedules of an exploration have shown.
 *
 * <p>Two schedules show the same behaviour if they differ only in the order of what has nothing to
 * do with each other: each field and element was read and written in the same order, each monitor
 * entered, each object of {@code java.util.concurrent} called. Values do not count.
 *
 * {@snippet :
 *     log.add(report.coverage().behaviours() + " behaviours");
 * }
 *
 * @param behaviours how many different ones there were
 * @param chanceOfNew about how likely it is that one more schedule shows one that none has shown,
 *     by the estimate of Good and Turing: the part of the schedules that showed what no other did
 * @param isEachSeenAgain whether there is no such schedule; the chance is then below the one given
 * @param proof a sentence that says what a systematic strategy has visited completely; empty if
 *     there is nothing to be said
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Coverage(int behaviours, double chanceOfNew, boolean isEachSeenAgain, String proof) {

    private static final double PERCENT = 100;

    /** As in "37 behaviours, chance that the next schedule shows a new one about 0.4 %". */
    @Override
    public String toString() {
        String seen = behaviours == 1 ? "1 behaviour" : "%,d behaviours".formatted(behaviours);
        String text =
                "%s, chance that the next schedule shows a new one %s %s %%"
                        .formatted(seen, isEachSeenAgain ? "below" : "about", percent());
        return proof.isEmpty() ? text : text + "\n" + proof;
    }

    /** With two digits that say something. */
    private String percent() {
        double percent = chanceOfNew * PERCENT;
        int digits = percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 1 : 2;
        return String.format(Locale.ROOT, "%." + digits + "f", percent);
    }
}
