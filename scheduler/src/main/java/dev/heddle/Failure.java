package dev.heddle;

import dev.heddle.constraints.Constraints;
import dev.heddle.detect.Waits;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Shrunk;
import dev.heddle.trace.Course;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** A schedule that failed: what went wrong, and how to see it again. */
public final class Failure {

    /** In place of the number of a schedule: the run was the replay of a token. */
    static final int REPLAYED = 0;

    /** Longer tokens are not put into messages. */
    private static final int LONGEST_SHOWN = 4_000;

    /** A thread that passes so many scheduling points in a row may be in an endless loop. */
    private static final int LONG_TURN = 500;

    /** More sentences about what was not under control, and the like, are not put into messages. */
    private static final int MOST_SHOWN = 10;

    /** How many threads a message has room for. */
    private static final int MOST_THREADS = 100;

    private final Ending ending;
    private final int schedule;
    private final long seed;
    private final String strategy;
    private final String token;
    private final long steps;

    /** The token of the schedule that was found, before it was made smaller. */
    private String foundAs;

    /** The last steps of the run, as text; null if the run can not be seen again. */
    private @Nullable String course = "";

    /** What was found when a schedule was repeated and was not the same; null if it was. */
    private @Nullable Divergence divergence;

    /** How the schedule was made smaller; null if it was not. */
    private Shrinking.@Nullable Result smaller;

    private List<String> instrumented = List.of();

    /** Sentences that say what was not under control in the exploration. */
    private List<String> uncontrolled = List.of();

    /** Sentences that say where coroutines blocked their event loops. */
    private List<String> blocked = List.of();

    /** Sentences that say what the run has left behind, and which exceptions nobody looked at. */
    private List<String> leaks = List.of();

    private List<String> swallowed = List.of();

    /** What makes it fail; null if that is not known. */
    private @Nullable Constraints constraints;

    Failure(Ending ending, int schedule, long seed, String strategy, String token, long steps) {
        this.ending = ending;
        this.schedule = schedule;
        this.seed = seed;
        this.strategy = strategy;
        this.token = token;
        this.foundAs = token;
        this.steps = steps;
    }

    /**
     * Adds the course the run took; null says that it took another when it was run again at once.
     */
    void explain(@Nullable Course seen) {
        course = seen == null ? null : seen.render();
    }

    /** Adds that this schedule, or the first one, was not the same when it was repeated. */
    void diverged(Divergence found) {
        divergence = found;
    }

    /** The same failure, in a smaller schedule. */
    Failure shrunk(Shrinking.Result result) {
        boolean cut = result.ending().kind() == Ending.Kind.STEP_LIMIT;
        String smallest = Token.of(result.digest(), cut ? result.steps() : 0, result.tape()).text();
        Failure failure =
                new Failure(result.ending(), schedule, seed, strategy, smallest, result.steps());
        failure.smaller = result;
        failure.foundAs = token;
        failure.divergence = divergence;
        failure.instrumented = instrumented;
        failure.leftBehind(leaks, swallowed);
        failure.explain(result.course());
        return failure;
    }

    /** Adds what makes it fail; null if that is not known. */
    void forcedBy(@Nullable Constraints found) {
        constraints = found;
    }

    /**
     * What has to be so about a schedule for it to fail like this, by names and not by numbers: to
     * be kept beside the test, since it still means something when the program has been changed. An
     * empty list if the program fails like this in any schedule; nothing if it is not known, as for
     * schedules that are long. See {@link Explorer#constraints}.
     */
    public Optional<Constraints> constraints() {
        return Optional.ofNullable(constraints);
    }

    /** How the run ended. */
    Ending ending() {
        return ending;
    }

    /** Adds the packages of the JDK inside which threads could be preempted. */
    void happenedInside(List<String> packages) {
        instrumented = packages;
    }

    /** Adds where coroutines blocked their event loops, in this schedule or those before it. */
    void blocked(List<String> sentences) {
        blocked = sentences;
    }

    /** Adds what the run has left behind, and which exceptions nobody has looked at. */
    void leftBehind(List<String> left, List<String> notLookedAt) {
        leaks = left;
        swallowed = notLookedAt;
    }

    /** Adds what was not under control, in this schedule or those before it. */
    void outside(List<String> sentences) {
        uncontrolled = sentences;
    }

    /** How the run ended. */
    public Ending.Kind kind() {
        return ending.kind();
    }

    /** What was thrown, if something was. */
    public Optional<Throwable> cause() {
        return Optional.ofNullable(ending.failure());
    }

    /**
     * The threads that were left when the run ended, and what each waited for; where they stood is
     * known of the first hundred.
     */
    public List<Standing> standing() {
        return ending.standing();
    }

    /** Which schedule it was, the first being 1; 0 if it was replayed from a token. */
    public int schedule() {
        return schedule;
    }

    /** The seed of the exploration; 0 if it was replayed from a token. */
    public long seed() {
        return seed;
    }

    /** What replays exactly this run: see {@link Heddle#replay}. */
    public String token() {
        return token;
    }

    /**
     * What replays the schedule that was found first, before it was made smaller; the same as
     * {@link #token} if it was not.
     */
    public String foundToken() {
        return foundAs;
    }

    /** How the schedule was made smaller; empty if it was not. */
    public Optional<Shrunk> shrunk() {
        return Optional.ofNullable(smaller).map(Shrinking.Result::shrunk);
    }

    /** The failure as an error to be thrown by a test. */
    public ScheduleFailure toError() {
        return new ScheduleFailure(this);
    }

    /** What went wrong, in one sentence. */
    public String summary() {
        @Nullable Throwable thrown = ending.failure();
        String thread = ending.thread() == null ? "a thread" : "thread '" + ending.thread() + "'";
        return switch (ending.kind()) {
            case FINISHED -> "The run came to its end.";
            case FAILED -> thrown + " in " + thread;
            case PROPERTY -> thrown == null ? "" : String.valueOf(thrown.getMessage());
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
                .map(frame -> ", at " + frame)
                .findFirst()
                .orElse("");
    }

    /** Everything that is known, as it stands in a failure's message. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(summary());
        List<Standing> threads = ending.standing();
        for (Standing one : threads.subList(0, Math.min(MOST_THREADS, threads.size()))) {
            text.append("\n  '").append(one.thread()).append("' ").append(Waits.words(one));
            for (StackTraceElement frame : one.stack()) {
                text.append("\n      at ").append(frame);
            }
        }
        if (threads.size() > MOST_THREADS) {
            int more = threads.size() - MOST_THREADS;
            text.append("\n  And %,d more threads: standing() has all of them.".formatted(more));
        }
        if (mayWaitForOutside()) {
            text.append(
                    "\n"
                            + "(Was a thread outside the run to end such a wait: one of the common"
                            + " pool, of a pool that was used before, or a process? It is not under"
                            + " control.)");
        }
        if (course != null && !course.isEmpty()) {
            text.append('\n').append(course);
        }
        Constraints forcing = constraints;
        if (forcing != null) {
            text.append('\n').append(forcing.inWords());
        }
        append(
                text,
                "Not under control in these schedules, so a replay may take another course:",
                uncontrolled,
                "Report.uncontrolled()");
        append(text, "Left behind:", leaks, "Report.leaks()");
        append(text, "Swallowed exceptions:", swallowed, "Report.swallowed()");
        append(text, "Blocked event loops:", blocked, "Report.blocked()");
        if (divergence != null) {
            text.append('\n').append(divergence);
        }
        if (course == null) {
            text.append(
                    "\n"
                        + "This schedule was run again at once and took another course: the program"
                        + " depends on something that is not under control, such as static state"
                        + " that an earlier run has changed. The replay below may not show this"
                        + " failure.");
        }
        if (schedule == REPLAYED) {
            return text.append("\nThis was the replay of ").append(token).toString();
        }
        text.append("\nSchedule %,d, strategy %s, seed %d.".formatted(schedule, strategy, seed));
        shrunk().ifPresent(shrunk -> text.append('\n').append(shrunk));
        if (token.length() > LONGEST_SHOWN) {
            return text.append("\nReplay it: Heddle.replay(failure.token(), body); the token has ")
                    .append(
                            "%,d characters, since the choices of the run are not those of a"
                                    .formatted(token.length()))
                    .append(" strategy that can be made again from its name and a seed.")
                    .toString();
        }
        text.append("\nReplay it: @Replay(\"").append(token).append("\")");
        text.append("\n       or: Heddle.");
        if (!instrumented.isEmpty()) {
            text.append("explorer().instrument(\"")
                    .append(String.join("\", \"", instrumented))
                    .append("\").");
        }
        text.append("replay(\"").append(token).append("\", body)");
        return text.toString();
    }

    private static void append(
            StringBuilder text, String title, List<String> sentences, String all) {
        if (sentences.isEmpty()) {
            return;
        }
        text.append('\n').append(title);
        sentences.stream()
                .limit(MOST_SHOWN)
                .forEach(sentence -> text.append("\n  ").append(sentence));
        if (sentences.size() > MOST_SHOWN) {
            int more = sentences.size() - MOST_SHOWN;
            text.append("\n  And %,d more: %s has all of them.".formatted(more, all));
        }
    }

    /** Whether somebody is parked whom no thread of the run is known to be able to wake. */
    private boolean mayWaitForOutside() {
        return (ending.kind() == Ending.Kind.DEADLOCK || ending.kind() == Ending.Kind.LEAK)
                && ending.standing().stream().noneMatch(one -> one.cause() == Cause.CIRCLE)
                && ending.standing().stream()
                        .anyMatch(one -> one.waiting() == Wait.UNPARK && one.heldBy().isEmpty());
    }

    /** Whether somebody waits for time to pass, which it does only by hand. */
    private boolean mayWaitForTime() {
        return ending.standing().stream().anyMatch(Standing::timed);
    }
}
