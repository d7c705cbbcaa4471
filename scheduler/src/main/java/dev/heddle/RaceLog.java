package dev.heddle;

import dev.heddle.control.Sites;
import dev.heddle.detect.Race;
import dev.heddle.detect.Races;
import dev.heddle.kernel.Loop;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The data races of all runs of an exploration, each once. */
final class RaceLog {

    /** More than anybody reads. */
    private static final int MOST = 100;

    private final @Nullable Races detector;
    private final Map<String, Race> found = new LinkedHashMap<>();

    /** The runs in which races were seen for the first time. */
    private final List<Sighting> sightings = new ArrayList<>();

    private boolean gaveUp;

    /**
     * A run in which races were seen for the first time.
     *
     * @param digest its digest
     */
    record Sighting(Tape tape, long digest, List<Race> races) {}

    RaceLog(Check check, AllowedRaces allowed) {
        detector =
                check == Check.OFF
                        ? null
                        : new Races(
                                RaceLog::action, RaceLog::location, check == Check.FAIL, allowed);
    }

    /** Looks for races in the runs of a loop. */
    void watch(Loop loop) {
        loop.memory().tell(detector);
    }

    /**
     * Keeps what the last run had.
     *
     * @param tape gives a copy of the choices of that run
     */
    void note(Loop loop, Supplier<Tape> tape) {
        Races seen = detector;
        if (seen == null) {
            return;
        }
        gaveUp |= seen.hasGivenUp();
        List<Race> fresh = new ArrayList<>();
        for (int i = 0; i < seen.count() && found.size() < MOST; i++) {
            Race race = seen.get(i);
            if (found.putIfAbsent(race.key(), race) == null) {
                fresh.add(race);
            }
        }
        if (!fresh.isEmpty()) {
            sightings.add(new Sighting(tape.get(), loop.digest(), List.copyOf(fresh)));
        }
    }

    /** The runs in which races were seen for the first time. */
    List<Sighting> sightings() {
        return sightings;
    }

    /** Puts a race of which more is known now into its place. */
    void replace(Race race) {
        found.replace(race.key(), race);
    }

    /** How many there are. */
    int count() {
        return found.size();
    }

    List<Race> races() {
        return List.copyOf(found.values());
    }

    /** What is known of a race, by its key; null if it was not seen. */
    @Nullable Race find(String key) {
        return found.get(key);
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
