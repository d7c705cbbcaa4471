package dev.heddle.conformance;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import java.util.ArrayList;
import java.util.List;

/** Explores programs whose class was loaded, and executed, before Heddle attached. */
final class LateMain {

    private static final int SCHEDULES = 100;

    private LateMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        LateCounter.correct();
        if (Control.isInstalled()) {
            throw new IllegalStateException("Heddle is here already.");
        }
        lines().forEach(System.out::println);
    }

    /** How each program's schedules end, and their digests. */
    static List<String> lines() {
        List<String> lines = new ArrayList<>();
        // Each in its own lambda: a class is loaded when its program is run.
        lines.addAll(explored("correct", () -> LateCounter.correct()));
        lines.addAll(explored("crossed", () -> LateCounter.crossed()));
        lines.addAll(explored("careless", () -> LateCounter.careless()));
        return lines;
    }

    private static List<String> explored(String name, Body body) {
        List<String> lines = new ArrayList<>();
        String ending =
                Heddle.explorer()
                        .schedules(SCHEDULES)
                        .onDigest(digest -> lines.add(name + " " + Long.toHexString(digest)))
                        .explore(body)
                        .failure()
                        .map(failure -> failure.kind().toString())
                        .orElse("FINISHED");
        lines.add(name + " " + ending);
        return lines;
    }
}
