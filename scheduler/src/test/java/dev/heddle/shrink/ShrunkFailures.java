package dev.heddle.shrink;

import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;

/** Explores some programs and prints what came of it, to be compared with another JVM. */
final class ShrunkFailures {

    private ShrunkFailures() {}

    public static void main(String[] arguments) {
        StringBuilder out = new StringBuilder();
        for (String name : arguments) {
            out.append(line(Minima.valueOf(name))).append('\n');
        }
        System.out.print(out);
    }

    static String line(Minima program) {
        // A budget of time would be another one on another day.
        Explorer explorer = Heddle.explorer().seed(3).shrinkTime(Lab.AMPLE);
        Failure failure = explorer.explore(program.body()).failure().orElseThrow();
        return program + " " + failure.token() + " " + failure.shrunk().orElseThrow();
    }
}
