package dev.heddle;

import dev.heddle.api.API;

import java.time.Duration;

/**
 * How far a proof has come.
 *
 * {@snippet :
 *     Proof proof =
 *             Heddle.prover()
 *                     .onProgress(progress -> System.out.println(progress.executions() + " so far"))
 *                     .prove(body);
 * }
 *
 * @param executions how many times the program was run
 * @param total about how many times it will have been run at the end, by what is known now of the
 *     tree of interleavings: early on that is usually too few, since more comes to light; if
 *     preemptions are bounded it is too many, since much of the tree is the same
 * @param perSecond how many runs a second there are
 * @param failures how many interleavings have failed
 * @param time how long it has taken
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record ProofProgress(
        long executions, long total, double perSecond, long failures, Duration time) {

    @Override
    public String toString() {
        return "%,d interleavings checked of about %,d, %,.0f a second%s"
                .formatted(
                        executions,
                        total,
                        perSecond,
                        failures == 0 ? "" : ", %,d failed".formatted(failures));
    }
}
