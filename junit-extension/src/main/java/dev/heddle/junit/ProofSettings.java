package dev.heddle.junit;

import dev.heddle.Explorer;
import dev.heddle.Prover;

import java.time.Duration;

/** What only a proof is asked for: see {@link Exhaustive}. */
final class ProofSettings {

    private static final long USUAL_STEPS = 20_000;

    private ProofSettings() {}

    /** What is going to be visited, in a few words. */
    static String describe(Asked asked) {
        long most = asked.numberOfProof("schedules", Exhaustive::schedules, Long.MAX_VALUE);
        long preemptions = preemptions(asked);
        return "every interleaving"
                + (preemptions == Interleaved.UNSAID
                        ? ""
                        : " with at most %d preemption%s"
                                .formatted(preemptions, preemptions == 1 ? "" : "s"))
                + (most == Long.MAX_VALUE ? "" : " (at most %,d)".formatted(most));
    }

    /** How many scheduling points a run may have. */
    static long steps(Asked asked) {
        return asked.numberOfProof("stepLimit", Exhaustive::stepLimit, USUAL_STEPS);
    }

    /** Whether it goes on where it has stopped the last time. */
    static boolean resumes(Asked asked) {
        return asked.flagOfProof("resume", Exhaustive::resume);
    }

    /** A prover with these settings, whose runs are those of an explorer. */
    static Prover prover(Explorer explorer, Asked asked) {
        Prover prover =
                explorer.prover()
                        .schedules(
                                asked.numberOfProof(
                                        "schedules", Exhaustive::schedules, Long.MAX_VALUE))
                        .spuriousWakeups(
                                count(
                                        "spuriousWakeups",
                                        asked.numberOfProof(
                                                "spuriousWakeups", Exhaustive::spuriousWakeups, 0)))
                        .earlyTimeouts(
                                count(
                                        "earlyTimeouts",
                                        asked.numberOfProof(
                                                "earlyTimeouts", Exhaustive::earlyTimeouts, 0)));
        long within =
                asked.numberOfProof("withinMillis", Exhaustive::withinMillis, Interleaved.UNSAID);
        if (within != Interleaved.UNSAID) {
            prover.within(Duration.ofMillis(within));
        }
        long preemptions = preemptions(asked);
        if (preemptions != Interleaved.UNSAID) {
            prover.preemptions(count("preemptions", preemptions));
        }
        if (asked.flagOfProof("allowIncomplete", Exhaustive::allowIncomplete)) {
            prover.allowIncomplete();
        }
        return prover;
    }

    private static long preemptions(Asked asked) {
        return asked.numberOfProof("preemptions", Exhaustive::preemptions, Interleaved.UNSAID);
    }

    private static int count(String name, long value) {
        if (value != (int) value) {
            throw new IllegalArgumentException(
                    "%s must be at most %,d, but is %,d."
                            .formatted(name, Integer.MAX_VALUE, value));
        }
        return (int) value;
    }
}
