package dev.heddle;

import dev.heddle.kernel.Ending;

import java.util.function.Consumer;

/** What tests want to know of a proof, and nobody else does. */
public final class ProverAccess {

    private ProverAccess() {}

    /** Hands on how each run ends, in the order of the runs. */
    public static Prover onEnding(Prover prover, Consumer<Ending> consumer) {
        return prover.onEnding(consumer);
    }

    /** Has each order of the steps of tasks visited, whether they can be swapped or not. */
    public static Prover eachOrderOfTasks(Prover prover) {
        return prover.eachOrderOfTasks();
    }
}
