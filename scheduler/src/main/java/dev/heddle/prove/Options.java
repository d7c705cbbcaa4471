package dev.heddle.prove;

import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import java.util.Arrays;

/**
 * What is chosen within a step: who is notified, which value is drawn, whether a wait ends for no
 * reason. What else could be chosen is noted at the point before the step, to be visited later.
 */
final class Options {

    /** More options than this are not visited. */
    static final int MOST = FewNumbers.MOST;

    private final Trace trace;
    private final Path search;
    private final Threads threads;
    private final Step step;
    private final Findings findings;

    /** How many waits may end for no reason in a run, and how many have. */
    private final int mostSpurious;

    private int spuriousInRun;

    Options(
            Trace trace,
            Path search,
            Threads threads,
            Step step,
            Findings findings,
            int mostSpurious) {
        this.trace = trace;
        this.search = search;
        this.threads = threads;
        this.step = step;
        this.findings = findings;
        this.mostSpurious = mostSpurious;
    }

    /** A run begins. */
    void begin() {
        spuriousInRun = 0;
    }

    /** How many waits have ended for no reason in the run. */
    int spurious() {
        return spuriousInRun;
    }

    /** Who is notified, or may try to enter a monitor. */
    Fiber pick(Choice choice, Fibers among) {
        if (choice == Choice.GRANT && !(search instanceof Bounded)) {
            return firstToCome(among);
        }
        int[] options = new int[among.size()];
        for (int i = 0; i < options.length; i++) {
            options[i] = threads.numberOf(among.get(i));
        }
        Arrays.sort(options);
        int picked = option(options);
        Fiber fiber = threads.fibers[picked];
        return fiber == null || !among.contains(fiber) ? among.oldest() : fiber;
    }

    /** Who tries first to enter a monitor is no choice of its own: it is who enters it first. */
    private Fiber firstToCome(Fibers among) {
        for (int depth = trace.count() + 1; ; depth++) {
            int number = search.settled(depth);
            if (number == Trace.NONE) {
                return among.oldest();
            }
            Fiber fiber = threads.fibers[number];
            if (fiber != null && among.contains(fiber)) {
                return fiber;
            }
        }
    }

    /** Whether a wait ends for no reason. */
    boolean happens(Choice choice) {
        if (choice != Choice.SPURIOUS || spuriousInRun >= mostSpurious || step.fiber == null) {
            return false;
        }
        boolean ends = option(new int[] {0, 1}) == 1;
        if (ends) {
            spuriousInRun++;
        }
        return ends;
    }

    /** One of so many numbers. */
    int draw(int bound) {
        if (bound > MOST) {
            findings.misses("a choice has %,d options".formatted(bound));
            return 0;
        }
        int[] options = new int[bound];
        for (int i = 0; i < bound; i++) {
            options[i] = i;
        }
        return option(options);
    }

    private int option(int[] options) {
        int depth = trace.count();
        Node node = search.at(depth, step.known);
        int at = step.chosen;
        boolean isSettled = node.fiber == step.number && at < node.script.length;
        int picked = isSettled ? node.script[at] : options[0];
        if (isSettled && Arrays.binarySearch(options, picked) < 0) {
            findings.isOtherwise();
            picked = options[0];
        }
        if (search.isOpen(depth) && at >= node.owned) {
            for (int i = options.length - 1; i >= 0; i--) {
                if (options[i] != picked) {
                    int[] script = Arrays.copyOf(step.choices, at + 1);
                    script[at] = options[i];
                    search.addOption(node, step.number, script);
                }
            }
        }
        step.chooses(picked);
        return picked;
    }
}
