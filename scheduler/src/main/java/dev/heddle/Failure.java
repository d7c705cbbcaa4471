package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.constraints.Constraints;
import dev.heddle.detect.DataRaceError;
import dev.heddle.detect.LockOrder;
import dev.heddle.detect.Race;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Mark;
import dev.heddle.kernel.Strangers;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Shrunk;
import dev.heddle.trace.Course;
import dev.heddle.trace.Json;
import dev.heddle.trace.Step;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A schedule that failed: what went wrong, and how to see it again.
 *
 * {@snippet :
 *     Failure failure = Heddle.explore(body).failure().orElseThrow();
 *     failure.writeHtml(Path.of("target", "failure.html"));
 *     Heddle.replay(failure.token(), body).check(); // Fails in the same way.
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Failure {

    /** In place of the number of a schedule: the run was the replay of a token. */
    static final int REPLAYED = 0;

    /** An object as an account of the end calls it. */
    private static final Pattern NUMBERED = Pattern.compile("[^ ']+ #\\d+");

    private static final Pattern PACKAGE = Pattern.compile("^(?:[\\p{Ll}\\d_]+\\.)+(?=\\p{Lu})");

    private final Ending ending;
    private final int schedule;
    private final long seed;
    private final String strategy;
    private final String token;
    private final long steps;

    /** The token of the schedule that was found, before it was made smaller. */
    private String foundAs;

    /** The last steps of the run; none if nobody has watched them. */
    private List<Step> course = List.of();

    /** All of its steps that are kept. */
    private Watched watched = Watched.NOTHING;

    /** The run as it was found first; nothing if this is that one. */
    private Watched found = Watched.NOTHING;

    /** The same as text. */
    private List<String> table = List.of();

    /** The points that the program has marked, and the run came to. */
    private List<Mark> marks = List.of();

    /** What happened where threads were interrupted; see {@link Course#clauses}. */
    private List<String> clauses = List.of();

    /** Which of its choices were unusual, but for preemptions; not known if it was not shrunk. */
    private List<String> choices = List.of();

    /** What was repeated, if the run did not end. */
    private List<String> rounds = List.of();

    /** How it ended, with the names of classes that the steps have. */
    private final Ending told;

    /** Whether the run took the same course when it was run again. */
    private boolean repeated = true;

    /** Whether that was for want of real time, so that nothing is known of the program. */
    private boolean repetitionCut;

    /** Which one of a portfolio has made the run; null if there was none. */
    private @Nullable String member;

    /** The data race that it failed with, with what was found out about it; null if it did not. */
    private @Nullable Race race;

    /** See {@link #cutShort()}. */
    private List<String> cutShort = List.of();

    /** From where on the failure could not be avoided; null if that was not looked for. */
    private @Nullable Unavoidable unavoidable;

    /** What was found when a schedule was repeated and was not the same; null if it was. */
    private @Nullable Divergence divergence;

    /** How the schedule was made smaller; null if it was not. */
    private Shrinking.@Nullable Result smaller;

    private List<String> instrumented = List.of();

    /** Which interleaving of a proof it was; 0 if it is not of one. */
    private long interleaving;

    /** How it is seen again. */
    private ReplayCall replayCall = ReplayCall.USUAL;

    /** Sentences that say what was not under control in the exploration. */
    private List<String> uncontrolled = List.of();

    /** Sentences that say where coroutines blocked their event loops. */
    private List<String> blocked = List.of();

    /** Sentences that say what the run has left behind, and which exceptions nobody looked at. */
    private List<String> leaks = List.of();

    private List<String> swallowed = List.of();

    /** Sentences that say for which threads that are not of the run others may have waited. */
    private List<String> strangers = List.of();

    /** What makes it fail; null if that is not known. */
    private @Nullable Constraints constraints;

    Failure(Ending ending, int schedule, long seed, String strategy, String token, long steps) {
        this.ending = ending;
        this.told = named(ending);
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
        repeated = seen != null;
        if (seen != null) {
            seen.ended(ending);
        }
        course = seen == null ? List.of() : seen.steps();
        marks = seen == null ? List.of() : seen.marks();
        watched = seen == null ? Watched.NOTHING : Watched.of(seen, told);
        table = seen == null ? List.of() : seen.table(Message.WIDTH);
        clauses = seen == null ? List.of() : seen.clauses();
        rounds =
                seen == null || ending.kind() != Ending.Kind.STEP_LIMIT
                        ? List.of()
                        : seen.rounds(told.standing());
    }

    private static Ending named(Ending ending) {
        return new Ending(
                ending.kind(),
                ending.failure(),
                ending.thread(),
                ending.turn(),
                ending.standing().stream()
                        .map(
                                one ->
                                        new Standing(
                                                one.thread(),
                                                one.waiting(),
                                                simple(one.on()),
                                                one.heldBy(),
                                                one.cause(),
                                                one.detail(),
                                                one.left(),
                                                one.daemon(),
                                                one.stack()))
                        .toList());
    }

    /** An object as the steps call it: by its class without the package, and its number. */
    private static String simple(String object) {
        return NUMBERED.matcher(object).matches()
                ? PACKAGE.matcher(object).replaceFirst("").replace('$', '.')
                : object;
    }

    /** Whether it is the deadlock to which this order of locks can come, at these places. */
    boolean isCircleOf(LockOrder order) {
        return order.steps().stream()
                .allMatch(
                        step ->
                                ending.standing().stream()
                                        .filter(one -> one.cause() == Cause.CIRCLE)
                                        .filter(one -> one.thread().equals(step.thread()))
                                        .flatMap(one -> one.stack().stream())
                                        .map(Message.Stack::text)
                                        .anyMatch(step.wantsAt()::endsWith));
    }

    /** How it ended, with the names of classes that the steps have. */
    Ending told() {
        return told;
    }

    /** Adds what was found out about the data race that the run has failed with, if it has. */
    void raced(RaceLog log) {
        if (ending.failure() instanceof DataRaceError error) {
            race = log.find(error.race().key());
        }
    }

    /** Adds which one of several strategies has made the run. */
    void madeBy(String name) {
        member = name;
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
        failure.found = watched;
        failure.divergence = divergence;
        failure.instrumented = instrumented;
        failure.replayCall = replayCall;
        failure.leftBehind(leaks, swallowed);
        failure.strangers = strangers;
        failure.member = member;
        failure.unavoidable = result.estimated().unavoidable();
        if (result.estimated().outOfTime()) {
            failure.cutShort("from which step on it could not be avoided");
        }
        failure.explain(result.course());
        failure.choices = result.choices();
        return failure;
    }

    /**
     * Adds that real time was up before something was known.
     *
     * @param unknown what would have been known then
     */
    void cutShort(String unknown) {
        List<String> all = new ArrayList<>(cutShort);
        all.add(
                "There was no time left to find out %s: Explorer.shrinkTime(limit) can allow more."
                        .formatted(unknown));
        cutShort = List.copyOf(all);
    }

    /**
     * Sentences that say what was not found out since real time was up: another time it may be. It
     * is meant to be the number of runs that ends the search, as long as the time suffices.
     */
    public List<String> cutShort() {
        return cutShort;
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

    /** Adds under which settings it has happened. */
    void happenedUnder(Explorer settings) {
        instrumented = settings.instrumented;
        replayCall = ReplayCall.of(settings, ending.failure());
    }

    /** Adds which interleaving of a proof it was, the first being 1. */
    void visitedAs(long number) {
        interleaving = number;
    }

    /** Which interleaving of a proof it was; 0 if it is not of one. */
    long interleaving() {
        return interleaving;
    }

    /** How it is seen again. */
    ReplayCall replayCall() {
        return replayCall;
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

    /**
     * Adds, right after its run, for which threads that are not of the run others may have waited.
     */
    void seen(Strangers others) {
        if (kind() == Ending.Kind.DEADLOCK || kind() == Ending.Kind.LEAK) {
            strangers = others.sentences();
        }
    }

    /** For which threads that are not of the run others may have waited. */
    List<String> strangers() {
        return strangers;
    }

    /** Adds what was not under control, in this schedule or those before it. */
    void outside(List<String> sentences) {
        uncontrolled = sentences;
    }

    /** How the run ended. */
    public Ending.Kind kind() {
        return ending.kind();
    }

    /** The name of the thread that ended the run, where one did. */
    public Optional<String> thread() {
        return Optional.ofNullable(ending.thread());
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

    /** The name of the strategy that the exploration was made with, or {@code replay}. */
    public String strategy() {
        return strategy;
    }

    /** Which one of several strategies has made the run, if they took turns. */
    public Optional<String> member() {
        return Optional.ofNullable(member);
    }

    /**
     * What it was about the order of the steps, in one sentence; empty if there is nothing to be
     * seen, or too much, as in a run that was not made smaller.
     */
    public Optional<String> sentence() {
        return Sentence.of(this, clauses, choices);
    }

    /** The last steps of the run; none if it took another course when it was run again. */
    public List<Step> steps() {
        return course;
    }

    /**
     * The points that the program has {@linkplain Heddle#mark marked} and the run came to, in
     * order; none if it took another course when it was run again.
     */
    public List<Mark> marks() {
        return marks;
    }

    /** How many steps the run had, of which {@link #steps} has the last. */
    public long stepCount() {
        return watched.count();
    }

    /** All steps of the run that are kept, and which of them matter. */
    Watched watched() {
        return watched;
    }

    /** The same of the run as it was found first; nothing if it was not made smaller. */
    Watched found() {
        return found;
    }

    /** The steps as a table. */
    List<String> table() {
        return table;
    }

    /** From where on it could not be avoided; empty if that was not looked for, or not found. */
    public Optional<Unavoidable> unavoidable() {
        return Optional.ofNullable(unavoidable);
    }

    /** The data race that it failed with; empty if it did not fail with one. */
    public Optional<Race> race() {
        return Optional.ofNullable(race);
    }

    /** Sentences that say what was not under control: see {@link Report#uncontrolled}. */
    public List<String> uncontrolled() {
        return uncontrolled;
    }

    /**
     * Sentences that say where coroutines blocked their event loops: see {@link Report#blocked}.
     */
    public List<String> blocked() {
        return blocked;
    }

    /** Sentences that say what was left behind: see {@link Report#leaks}. */
    public List<String> leaks() {
        return leaks;
    }

    /** Sentences that say which exceptions nobody looked at: see {@link Report#swallowed}. */
    public List<String> swallowed() {
        return swallowed;
    }

    /** The packages of the JDK inside which threads could be preempted. */
    public List<String> instrumented() {
        return instrumented;
    }

    /** What was found when a schedule was repeated and was not the same; empty if it was. */
    public Optional<Divergence> divergence() {
        return Optional.ofNullable(divergence);
    }

    /**
     * What the threads did over and over at the end of a run that met its step limit, and who had
     * no share in it, as lines; none of other runs.
     */
    public List<String> rounds() {
        return rounds;
    }

    /** Whether the run took the same course when it was run again at once. */
    public boolean isRepeated() {
        return repeated;
    }

    /** Adds whether it was run again at once, but real time was up before its end. */
    void repetitionCut(boolean cut) {
        repetitionCut = cut;
    }

    /** Whether it was run again at once, but real time was up before its end. */
    boolean isRepetitionCut() {
        return repetitionCut;
    }

    /** The failure as an error to be thrown by a test. */
    public ScheduleFailure toError() {
        return new ScheduleFailure(this);
    }

    /** What went wrong, in one sentence. */
    public String summary() {
        return Summary.of(told, steps);
    }

    /** Everything that is known, as JSON in one line; {@code docs/report.md} has its schema. */
    public String toJson() {
        return Json.text(Data.of(this));
    }

    /**
     * The run as a page to be opened in a browser: what every thread did, one step below the other,
     * with the locks that it held and what comes before what. The page is one file, which refers to
     * no other.
     */
    public String toHtml() {
        return Pages.of(this);
    }

    /**
     * Writes that page to a file, which is replaced if it is there; the folders above it are made.
     *
     * @throws UncheckedIOException if it can not be written
     */
    public void writeHtml(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(file, toHtml());
        } catch (IOException e) {
            throw new UncheckedIOException("The timeline can not be written to " + file + ".", e);
        }
    }

    /** Everything that is known, as it stands in a failure's message. */
    @Override
    public String toString() {
        return Message.of(this);
    }
}
