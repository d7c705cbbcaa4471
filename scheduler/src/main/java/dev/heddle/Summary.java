package dev.heddle;

import dev.heddle.detect.Waits;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.ExitException;
import dev.heddle.kernel.Told;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.regex.Pattern;

/** What went wrong in a run, in one sentence, and, where there is a usual reason, what to do. */
final class Summary {

    /** A thread that passes so many scheduling points in a row may be in an endless loop. */
    private static final int LONG_TURN = 500;

    /** What the JVM calls the class of a lambda. */
    private static final Pattern LAMBDA = Pattern.compile("\\$\\$Lambda(?:\\$\\d+)?/0x[0-9a-f]+");

    private final Ending ending;
    private final long steps;

    private Summary(Ending ending, long steps) {
        this.ending = ending;
        this.steps = steps;
    }

    /**
     * The sentence.
     *
     * @param steps how many scheduling points the run has passed
     */
    static String of(Ending ending, long steps) {
        return new Summary(ending, steps).text();
    }

    private String text() {
        @Nullable Throwable thrown = ending.failure();
        String thread = ending.thread() == null ? "a thread" : "thread '" + ending.thread() + "'";
        return switch (ending.kind()) {
            case FINISHED -> "The run came to its end.";
            case FAILED, PROPERTY ->
                    // What is ours says itself what it is about.
                    thrown instanceof Told || thrown instanceof ExitException
                            ? String.valueOf(thrown.getMessage())
                            : text(thrown);
            case DEADLOCK -> Waits.summary(ending);
            case STANDSTILL ->
                    "Time stands still: no thread can go on, some wait for a point in time, and"
                        + " none moves time. (Move it in the body, by VirtualTime.advanceTimeBy or"
                        + " advanceUntilIdle, or leave out manualTime.)";
            case LEAK ->
                    "The body came to its end, but it left threads behind that wait for what nobody"
                            + " can give them. (End them, or make them daemons, or allow leaks.)"
                            + (mayWaitForTime()
                                    ? " (Some wait for a point in time, and nobody is left to move"
                                            + " time by VirtualTime.)"
                                    : "")
                            + Waits.because(ending);
            case STEP_LIMIT -> stepLimit(thread) + Waits.besides(ending);
            case TIME_LIMIT ->
                    ending.thread() == null
                            ? "The run did not end within its time limit."
                            : "The run did not end within its time limit; %s was going on%s."
                                    .formatted(thread, place());
            case STUCK ->
                    "The run did not end within its time limit, and "
                            + thread
                            + " never came to a scheduling point: it is stuck in native code, or"
                            + " loops in the JDK or in a class initialiser. Nothing can stop it: it"
                            + " goes on until the JVM ends.";
        };
    }

    /** As it says itself, but that a lambda is called the same in each JVM. */
    static String text(@Nullable Throwable thrown) {
        return LAMBDA.matcher(String.valueOf(thrown)).replaceAll("\\$\\$Lambda");
    }

    private String stepLimit(String thread) {
        String limit = "The run did not end within %,d scheduling points".formatted(steps);
        long turn = ending.turn();
        if (turn < LONG_TURN || turn < steps / 2) {
            return "%s; %s had the last%s.".formatted(limit, thread, place());
        }
        return "%s; %s had the last %,d in a row%s. %s"
                .formatted(limit, thread, turn, place(), advice());
    }

    /** What to do about a thread that did not let any other one run. */
    private String advice() {
        long runnable =
                ending.standing().stream().filter(one -> one.waiting() == Wait.NOTHING).count();
        if (runnable > 1) {
            return "Others could have run. If it waits for one of them in a loop, let them: call"
                    + " Thread.onSpinWait() or Thread.yield() in the loop.";
        }
        boolean timed = ending.standing().stream().anyMatch(Standing::timed);
        return timed
                ? "No other one can run before time has passed, and hardly any passes as long as"
                        + " a thread runs without yielding. If it waits in a loop, call"
                        + " Thread.onSpinWait() or Thread.yield() in the loop."
                : "No other one can run: if it waits for one of them, it waits for ever.";
    }

    /** Where in the program the thread stood that had the last scheduling point, if known. */
    private String place() {
        return ending.standing().stream()
                .filter(one -> one.thread().equals(ending.thread()))
                .filter(one -> one.waiting() == Wait.NOTHING)
                .flatMap(one -> one.stack().stream())
                .filter(frame -> !"java.base".equals(frame.getModuleName()))
                .map(frame -> ", at " + Message.Stack.text(frame))
                .findFirst()
                .orElse("");
    }

    /** Whether somebody waits for time to pass, which it does only by hand. */
    private boolean mayWaitForTime() {
        return ending.standing().stream().anyMatch(Standing::timed);
    }
}
