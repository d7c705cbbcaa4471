package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.time.Duration;
import java.time.Instant;

/**
 * What a program finds around it in a run, the same on every machine.
 *
 * @param epoch calendar time at the beginning of a run
 * @param slack how much time may pass, between two moments in which all threads wait, although a
 *     thread could run; zero for a machine that is infinitely fast
 * @param manualTime whether time passes only when the program says so, by {@link Steering}
 * @param processors how many processors the program is told that there are
 * @param strict whether what is not under control ends the run
 * @param earlyTimers whether it is a choice, at each step, if the next timer fires before whoever
 *     can run goes on
 */
@Internal
public record World(
        Instant epoch,
        Duration slack,
        boolean manualTime,
        int processors,
        boolean strict,
        boolean earlyTimers) {

    // As numbers: reading a date from text loads a good part of java.time, at every start.
    private static final long NEW_YEAR_2025 = 1_735_689_600L;
    private static final Duration MOST_SLACK = Duration.ofDays(1);
    private static final long SECONDS_OF_100_000_YEARS = 3_155_695_200_000L;

    /**
     * The year 2025 begins, the machine is infinitely fast and has four processors, time passes by
     * itself, and what is not under control is only reported.
     */
    public static final World DEFAULT =
            new World(Instant.ofEpochSecond(NEW_YEAR_2025), Duration.ZERO, false, 4, false, false);

    /** Checks the values. */
    public World {
        // Whatever can be written as milliseconds, with room for the centuries that a run may last.
        if (Math.abs(epoch.getEpochSecond()) > SECONDS_OF_100_000_YEARS) {
            throw new IllegalArgumentException(
                    "A run must begin within 100,000 years of 1970, but not at %s."
                            .formatted(epoch));
        }
        if (slack.isNegative() || slack.compareTo(MOST_SLACK) > 0) {
            throw new IllegalArgumentException(
                    "The slack of timers must be from 0 to 1 day, but is %s.".formatted(slack));
        }
        if (manualTime && !slack.isZero()) {
            throw new IllegalArgumentException(
                    "Time can not both be moved by hand only and have a slack by which it passes by"
                            + " itself. Leave out one of the two.");
        }
        if (processors < 1 || processors > 1024) {
            throw new IllegalArgumentException(
                    "The number of processors must be from 1 to 1,024, but is %,d."
                            .formatted(processors));
        }
    }

    /** The same with another calendar time at the beginning. */
    public World withEpoch(Instant value) {
        return new World(value, slack, manualTime, processors, strict, earlyTimers);
    }

    /** The same with another slack. */
    public World withSlack(Duration value) {
        return new World(epoch, value, manualTime, processors, strict, earlyTimers);
    }

    /** The same with time that is moved by hand, or passes by itself. */
    public World withManualTime(boolean value) {
        return new World(epoch, slack, value, processors, strict, earlyTimers);
    }

    /** The same with another number of processors. */
    public World withProcessors(int value) {
        return new World(epoch, slack, manualTime, value, strict, earlyTimers);
    }

    /** The same, strict or not. */
    public World withStrict(boolean value) {
        return new World(epoch, slack, manualTime, processors, value, earlyTimers);
    }

    /** The same with timers that may fire early, or not. */
    public World withEarlyTimers(boolean value) {
        return new World(epoch, slack, manualTime, processors, strict, value);
    }
}
