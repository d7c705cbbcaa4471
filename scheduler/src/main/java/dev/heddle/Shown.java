package dev.heddle;

import dev.heddle.detect.LockOrder;
import dev.heddle.detect.Race;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Which schedule has shown what first, by its token: of what is no failure. */
final class Shown {

    private final Map<String, String> tokens = new HashMap<>();

    /** Of how many races and orders of locks it is known. */
    private int known;

    /**
     * Keeps which run has shown races and orders of locks that none before it has.
     *
     * @param token that of the last run
     */
    void note(RaceLog races, LockLog locks, Supplier<String> token) {
        if (races.count() + locks.count() == known) {
            return; // Nearly always.
        }
        known = races.count() + locks.count();
        String text = token.get();
        races.races().forEach(race -> tokens.putIfAbsent(key(race), text));
        locks.orders().forEach(order -> tokens.putIfAbsent(key(order), text));
    }

    /** Keeps which run has left behind what none before it has. */
    void note(List<String> sentences, String token) {
        sentences.forEach(sentence -> tokens.putIfAbsent(key(sentence), token));
    }

    /** Null if nobody knows. */
    @Nullable String by(String key) {
        return tokens.get(key);
    }

    static String key(Race race) {
        return "race " + race.key();
    }

    static String key(LockOrder order) {
        return "order " + order.key();
    }

    static String key(String left) {
        return "left " + left;
    }
}
