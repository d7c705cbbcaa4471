package dev.heddle.prove;

import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.OtherProofException;
import dev.heddle.Proof;

import java.nio.file.Path;

/** Proves a program that takes long, in a JVM that is ended meanwhile, or that goes on. */
public final class ResumeMain {

    private ResumeMain() {}

    public static void main(String[] args) {
        try {
            Proof proof =
                    Heddle.explorer()
                            .races(Check.OFF)
                            .prover()
                            .schedules(Long.parseLong(args[1]))
                            .resume(Path.of(args[0]))
                            .prove(Counted.counter(4, 2));
            System.out.println("executions " + proof.executions());
        } catch (OtherProofException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
