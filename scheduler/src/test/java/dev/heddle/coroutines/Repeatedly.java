package dev.heddle.coroutines;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;

/** Explorations that these tests have in common. */
final class Repeatedly {

    private Repeatedly() {}

    /** Runs the body under a thousand schedules, and the first-in first-out one. */
    static Report explore(Body body) {
        Heddle.explorer().strategy("fifo").explore(body).check();
        return Heddle.explorer().schedules(1_000).explore(body);
    }
}
