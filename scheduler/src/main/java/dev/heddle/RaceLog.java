package dev.heddle;

import dev.heddle.control.Sites;
import dev.heddle.detect.Race;
import dev.heddle.detect.Races;
import dev.heddle.kernel.Loop;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The data races of all runs of an exploration, each once. */
final class RaceLog {

    /** More than anybody reads. */
    private static final int MOST = 100;

    private final @Nullable Races detector;
    private final Map<String, Race> found = new LinkedHashMap<>();
    private boolean gaveUp;

    RaceLog(RaceCheck check) {
        detector =
                check == RaceCheck.OFF
                        ? null
                        : new Races(RaceLog::action, RaceLog::location, check == RaceCheck.FAIL);
    }

    /** Looks for races in the runs of a loop. */
    void watch(Loop loop) {
        loop.memory().tell(detector);
    }

    /** Keeps what the last run had. */
    void note() {
        Races seen = detector;
        if (seen == null) {
            return;
        }
        gaveUp |= seen.hasGivenUp();
        for (int i = 0; i < seen.count() && found.size() < MOST; i++) {
            Race race = seen.get(i);
            found.putIfAbsent(race.key(), race);
        }
    }

    List<Race> races() {
        return List.copyOf(found.values());
    }

    /** What is to be said besides. */
    List<String> warnings() {
        return gaveUp
                ? List.of(
                        "Data races were not looked for in runs with more than %,d threads."
                                .formatted(Races.MOST_FIBERS))
                : List.of();
    }

    private static String action(int number) {
        Sites.Site site = Sites.find(number);
        return site == null ? "does something" : site.action();
    }

    private static String location(int number) {
        Sites.Site site = Sites.find(number);
        return site == null ? "at an unknown place" : site.location();
    }
}
