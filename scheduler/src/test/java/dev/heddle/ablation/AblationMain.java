package dev.heddle.ablation;

import dev.heddle.Conformance;
import dev.heddle.control.Redefinition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Switches parts off, one after the other, and runs the tests that must notice. Arguments: the
 * numbers of the ablations. It prints a line for each: its number, and what was noticed; or PASSED.
 * A part that must be off from the start of the JVM is so already, by the class path.
 */
public final class AblationMain {

    /** No test here takes a tenth of that. What never ends has been noticed, too. */
    private static final long LONGEST_SECONDS = 60;

    static final String PASSED = "PASSED";

    private static final int SHORT_MILLIS = 20;

    private AblationMain() {}

    /** Runs all that it is told. */
    public static void main(String[] arguments) {
        Conformance.install(); // Which test is the first here must not matter.
        Set<String> sound = new HashSet<>();
        for (String argument : arguments) {
            int number = Integer.parseInt(argument);
            Ablation ablation = Ablations.ALL.get(number);
            if (!ablation.early()) {
                demandSound(ablation, sound);
                Redefinition.redefine(Ablated.classes(ablation));
            }
            System.out.println(number + " " + noticed(number, ablation.tests()));
            if (!ablation.early()) {
                Redefinition.restore(Ablated.classes(ablation).keySet());
            }
            if (isAnyCarrierLost()) {
                break; // It would go on beside what comes next, which gets another JVM.
            }
        }
        System.exit(0);
    }

    /** Whether a part that was switched off has left a run that nobody waits for any more. */
    private static boolean isAnyCarrierLost() {
        try {
            Thread.sleep(SHORT_MILLIS); // One that is about to end, or to rest, is not lost.
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts this thread.", e);
        }
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(
                        thread ->
                                thread.getName().startsWith("heddle-carrier-")
                                        && thread.getState() == Thread.State.RUNNABLE);
    }

    /**
     * With everything switched on all tests must pass, or nothing that follows would mean anything.
     */
    private static void demandSound(Ablation ablation, Set<String> sound) {
        for (String test : ablation.tests()) {
            Throwable failure = sound.add(test) ? new SingleTest(test).run() : null;
            if (failure != null) {
                throw new AssertionError(test + " fails though nothing is switched off.", failure);
            }
        }
    }

    private static String noticed(int number, List<String> tests) {
        for (String test : tests) {
            Thread watch =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            TimeUnit.SECONDS.sleep(LONGEST_SECONDS);
                                        } catch (InterruptedException e) {
                                            return; // It has ended in time.
                                        }
                                        System.out.println(
                                                number + " " + test + ": it did not end");
                                        Runtime.getRuntime().halt(0);
                                    });
            Throwable failure = new SingleTest(test).run();
            watch.interrupt();
            if (failure != null) {
                String text = test + ": " + failure;
                return text.lines().findFirst().orElse(test);
            }
        }
        return PASSED;
    }
}
