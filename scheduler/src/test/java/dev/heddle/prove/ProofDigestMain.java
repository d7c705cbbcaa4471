package dev.heddle.prove;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.prove.RandomPrograms.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Prints a digest of the digests of all runs of some proofs, in the order of the runs. */
public final class ProofDigestMain {

    /** So many random programs are among them, from this seed on. */
    private static final int PROGRAMS = 6;

    private static final long SEED = 100;

    private static final int MOST = 2_000;

    private ProofDigestMain() {}

    public static void main(String[] args) {
        lines().forEach(System.out::println);
    }

    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("lastzero " + digest(Counted.lastZero(5, 2)));
        lines.add("counter " + digest(Counted.counter(2, 3)));
        lines.add("dining " + digest(Counted.dining(4, true)));
        lines.add("casrot " + digest(Counted.casRotation(5)));
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            State[] last = new State[1];
            Body body = RandomPrograms.body(RandomPrograms.draw(new Random(seed)), last);
            lines.add("random " + seed + " " + digest(body));
        }
        for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
            TimedPrograms.Shared[] last = new TimedPrograms.Shared[1];
            Body body = TimedPrograms.body(TimedPrograms.draw(new Random(seed)), last);
            lines.add("early " + seed + " " + digest(body, 1));
        }
        return lines;
    }

    private static String digest(Body body) {
        return digest(body, 0);
    }

    private static String digest(Body body, int earlyTimeouts) {
        long[] all = new long[2];
        Heddle.explorer()
                .races(Check.OFF)
                .allowLeaks()
                .shrink(0)
                .onDigest(
                        one -> {
                            all[0] = all[0] * 0x9E3779B97F4A7C15L + one;
                            all[1]++;
                        })
                .prover()
                .schedules(MOST)
                .earlyTimeouts(earlyTimeouts)
                .prove(body);
        return "%016x of %d runs".formatted(all[0], all[1]);
    }
}
