package dev.heddle;

import dev.heddle.constraints.Constraints;
import dev.heddle.control.Control;
import dev.heddle.control.FreshLoaders;
import dev.heddle.detect.DataRaceError;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.ExitException;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Behaviours;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Budget;
import dev.heddle.trace.Course;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * An exploration: what is set here, then {@link #explore}. Every setting returns the same explorer.
 *
 * <p>The usual settings are 1,000 schedules by several strategies in turn from seed 1, at most
 * 1,000,000 scheduling points and 10 seconds a run, up to the first failure. The seed is fixed so
 * that a test does the same every time; the system property {@value #SEED_PROPERTY} replaces it.
 */
public final class Explorer {

    /** A system property whose value replaces the usual seed: a number, or {@code random}. */
    public static final String SEED_PROPERTY = "heddle.seed";

    private static final int MOST_SCHEDULES = 1_000_000_000;
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    private int schedules = 1_000;
    private long seed = usualSeed();
    private Supplier<Strategy> strategy = () -> Strategies.named(Strategies.USUAL);
    private RaceCheck races = RaceCheck.REPORT;
    private AllowedRaces allowedRaces = AllowedRaces.of(List.of());
    private List<String> goals = List.of();
    private LockOrderCheck lockOrders = LockOrderCheck.REPORT;
    private Check leaks = Check.REPORT;
    private Check swallowed = Check.REPORT;
    private long steps = Limits.DEFAULT.steps();
    private Duration time = Limits.DEFAULT.time();
    private World world = World.DEFAULT;
    private boolean spuriousWakeups = true;
    private List<String> instrumented = List.of();
    private boolean allowLeaks;
    private boolean allowExit;
    private boolean toTheEnd;
    private Duration timeForAll = FOR_EVER;
    private LongConsumer onDigest = digest -> {};
    private List<String> freshClasses = List.of();
    private List<Constraints> constraints = List.of();
    private int shrinkRuns = 2_000;
    private Duration shrinkTime = Duration.ofSeconds(5);

    Explorer() {}

    private static long usualSeed() {
        String value = System.getProperty(SEED_PROPERTY);
        if (value == null) {
            return 1;
        }
        if (value.equals("random")) {
            return new java.util.SplittableRandom().nextLong();
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new HeddleException(
                    "The system property "
                            + SEED_PROPERTY
                            + " must be a number or 'random', but is '"
                            + value
                            + "'.",
                    e);
        }
    }

    /** How many schedules are run if none fails. */
    public Explorer schedules(int count) {
        if (count < 1 || count > MOST_SCHEDULES) {
            throw new IllegalArgumentException(
                    "The number of schedules must be from 1 to %,d, but is %,d."
                            .formatted(MOST_SCHEDULES, count));
        }
        schedules = count;
        return this;
    }

    /** The number everything random comes from: equal seeds give equal runs. */
    public Explorer seed(long value) {
        seed = value;
        return this;
    }

    /**
     * How schedules are made, by the name of a strategy: {@code portfolio}, which is usual, {@code
     * random}, {@code pct}, {@code pct:3}, {@code pos}, {@code surw}, {@code delay:2}, {@code
     * preemption:2} or {@code fifo}.
     */
    public Explorer strategy(String name) {
        Strategies.named(name); // Says at once what is wrong with the name.
        strategy = () -> Strategies.named(name);
        return this;
    }

    /** How schedules are made. */
    public Explorer strategy(Strategy made) {
        java.util.Objects.requireNonNull(made, "strategy");
        strategy = () -> made;
        return this;
    }

    /** How many scheduling points a run may have before it counts as one that does not end. */
    public Explorer stepLimit(long count) {
        steps = new Limits(count, time, 1).steps();
        return this;
    }

    /** How much real time a run may take. */
    public Explorer timeLimit(Duration limit) {
        time = new Limits(steps, limit, 1).time();
        return this;
    }

    /**
     * Whether {@code Object.wait} may return without a reason, as the JVM allows it to; usually
     * yes.
     */
    public Explorer spuriousWakeups(boolean allowed) {
        spuriousWakeups = allowed;
        return this;
    }

    /** Calendar time at the beginning of every run; usually the beginning of the year 2025. */
    public Explorer epoch(Instant begin) {
        world = world.withEpoch(begin);
        return this;
    }

    /**
     * How much time may pass, as on a slow machine, between two moments in which all threads wait,
     * although a thread could run; usually none, and then virtual times are exact. With it timers
     * fire late, or before somebody has done what he could have done at once, so that the races of
     * time-outs are found.
     */
    public Explorer timerSlack(Duration slack) {
        world = world.withSlack(slack);
        return this;
    }

    /**
     * Lets time pass only when the program moves it, by {@link VirtualTime}. A run in which nobody
     * can run and nobody moves time, although somebody waits for it, has failed.
     */
    public Explorer manualTime() {
        world = world.withManualTime(true);
        return this;
    }

    /**
     * How many processors the program is told that there are, and so how many workers the common
     * pool has; usually four, on every machine.
     */
    public Explorer processors(int count) {
        world = world.withProcessors(count);
        return this;
    }

    /**
     * Lets threads be preempted inside packages of the JDK too, and those below them: usually a
     * call of a collection or of {@code java.util.concurrent} is one step. For a look at whether a
     * class of the JDK is at fault, or at what happens inside one that threads must not share.
     *
     * <p>The first schedule is then run twice, unless it fails: what the JDK makes when it is first
     * needed would make the very first run unlike all others.
     *
     * @param packages names of packages, such as {@code java.util.concurrent}
     * @throws IllegalArgumentException if that is not possible for one of the packages
     */
    public Explorer instrument(String... packages) {
        Control.instrument(List.of(packages));
        instrumented = List.of(packages);
        return this;
    }

    /**
     * Lets a run pass that leaves threads behind which wait for what nobody can give, as an
     * executor does that is not shut down. Usually that is a failure.
     */
    public Explorer allowLeaks() {
        allowLeaks = true;
        return this;
    }

    /**
     * Takes {@code System.exit(0)} for the end of the program. Usually every call that would end
     * the JVM is a failure, since a test would end with it.
     */
    public Explorer allowExit() {
        allowExit = true;
        return this;
    }

    /**
     * For how much real time schedules are tried at the most; usually as long as it takes to run
     * all of them. Where that ends depends on the machine.
     */
    public Explorer within(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "The time for all schedules must be positive, but is " + limit + ".");
        }
        timeForAll = limit.compareTo(FOR_EVER) < 0 ? limit : FOR_EVER;
        return this;
    }

    /**
     * Goes on after a failure and counts how many schedules fail; usually the first one ends it.
     */
    public Explorer toTheEnd() {
        toTheEnd = true;
        return this;
    }

    /** Says what is done about data races; they are reported unless this says otherwise. */
    public Explorer races(RaceCheck check) {
        races = java.util.Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Says which data races are harmless, and neither reported nor a failure: such as a counter of
     * hits that need not be exact.
     *
     * @param names of fields ({@code org.example.Stats.hits}), of methods that have one of the
     *     accesses, or of classes: those of the methods, or of what is accessed
     * @throws IllegalArgumentException if one can not be a name
     */
    public Explorer allowRaces(String... names) {
        allowedRaces = AllowedRaces.of(List.of(names));
        return this;
    }

    /**
     * Says what is done about what a run leaves behind although it may end: pools that are not shut
     * down and have no thread that keeps the run from its end, and daemons that wait for ever. They
     * are reported unless this says otherwise. Threads that keep the run from its end make it fail
     * in any case: see {@link #allowLeaks}.
     */
    public Explorer leaks(Check check) {
        leaks = java.util.Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Says what is done about exceptions that are kept by futures which nobody has looked at when
     * the run ends. They are reported unless this says otherwise.
     */
    public Explorer swallowed(Check check) {
        swallowed = java.util.Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Names what at least one schedule must reach, by {@link Property#sometimes}: if none has, and
     * none has failed, {@link Report#check} fails.
     */
    public Explorer sometimes(String... names) {
        for (String name : names) {
            Property.check(name);
        }
        goals = List.of(names);
        return this;
    }

    /**
     * Says what is done about locks that threads take in different orders; they are reported unless
     * this says otherwise.
     */
    public Explorer lockOrders(LockOrderCheck check) {
        lockOrders = java.util.Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * How many times the program may be run to make a schedule that failed smaller: to find the one
     * with the fewest preemptions that fails in the same way. That one is then the failure that is
     * reported, and its token the one to replay. Usually 2,000; with 0 the schedule is reported as
     * it was found.
     */
    public Explorer shrink(int runs) {
        Budget.of(runs, shrinkTime);
        shrinkRuns = runs;
        return this;
    }

    /**
     * How much real time it may take to make a schedule smaller, usually five seconds. If it is
     * this that ends it, the message says so, since then the result is not the same every time.
     */
    public Explorer shrinkTime(Duration limit) {
        shrinkTime = Budget.of(shrinkRuns, limit).time();
        return this;
    }

    /**
     * Fails where it usually only remarks on something that is not under control: if the program
     * reaches out of its run, as by reading a file (see {@link Report#uncontrolled}), and if a
     * schedule is not the same when it is repeated, because it depends on what earlier ones have
     * left behind (see {@link Report#divergence}).
     */
    public Explorer strict() {
        world = world.withStrict(true);
        return this;
    }

    /**
     * Tries schedules in which these constraints hold before any other: a failure that was found
     * once is found again at once, although the program has been changed since, as long as threads
     * and members have kept their names. They are what {@link Failure#constraints} gave, as text.
     * If no such schedule fails any more, or none can be had, a warning of the report says so.
     *
     * @throws HeddleException if a text is something else
     */
    public Explorer constraints(String... texts) {
        constraints = java.util.Arrays.stream(texts).map(Constraints::parse).toList();
        return this;
    }

    /** Hands on the event digest of every run, for tests of determinism. */
    public Explorer onDigest(LongConsumer consumer) {
        onDigest = java.util.Objects.requireNonNull(consumer, "consumer");
        return this;
    }

    /**
     * Loads classes anew for each schedule, so that each has static fields of its own and executes
     * their initialisers. The body must then be given as a class: see {@link #explore(Class)}.
     *
     * @param packagesOrClasses names of packages, with those below them, and of classes, with those
     *     nested in them; what is of the JDK, of a test framework or of Heddle is never loaded
     *     anew. The package of the body always is
     */
    public Explorer freshClasses(String... packagesOrClasses) {
        for (String name : packagesOrClasses) {
            FreshLoaders.check(name);
        }
        freshClasses = List.of(packagesOrClasses);
        return this;
    }

    /**
     * Runs a body under one schedule after the other, each time in classes that are loaded anew:
     * those of the body's package, with those below it, and those named by {@link #freshClasses}.
     * Each schedule makes a body by the constructor without parameters, and has the loader of these
     * classes as its context class loader.
     */
    public Report explore(Class<? extends Body> type) {
        java.util.Objects.requireNonNull(type, "type");
        prepare();
        FreshBody body = FreshBody.of(type, freshClasses);
        return fresh(body, () -> exploreBody(body));
    }

    /** As {@link #replay(String, Body)}, in classes that are loaded anew. */
    public Report replay(String text, Class<? extends Body> type) {
        java.util.Objects.requireNonNull(type, "type");
        prepare();
        FreshBody body = FreshBody.of(type, freshClasses);
        return fresh(body, () -> replayBody(text, body));
    }

    private static Report fresh(FreshBody body, Supplier<Report> explored) {
        Thread caller = Thread.currentThread();
        ClassLoader before = caller.getContextClassLoader();
        try {
            return explored.get().with(body.warnings());
        } finally {
            caller.setContextClassLoader(before);
        }
    }

    /** Runs the body under one schedule after the other. */
    public Report explore(Body body) {
        checkNotFresh(body);
        prepare();
        return exploreBody(body);
    }

    private Report exploreBody(Body body) {
        Strategy made = strategy.get();
        Recorder recorder = new Recorder(made, spuriousWakeups);
        Tally tally =
                new Tally(
                        new RaceLog(races, allowedRaces),
                        new LockLog(lockOrders),
                        new Goals(goals),
                        new LeftBehind(leaks, swallowed));
        long began = System.nanoTime();
        for (Constraints known : constraints) {
            if (tally.first == null) {
                tryFirst(known, body, tally);
            }
        }
        boolean goOn = tally.first == null || toTheEnd;
        while (goOn && goesOn(made, tally)) {
            goOn = explore(body, recorder, made, tally);
        }
        tally.proof = made.proof();
        shrink(body, tally);
        witness(body, tally);
        return tally.report(System.nanoTime() - began);
    }

    /** Runs schedules in which these constraints hold, up to the first that fails. */
    private void tryFirst(Constraints known, Body body, Tally tally) {
        KnownFailure attempts = new KnownFailure(known);
        Recorder recorder = new Recorder(attempts.strategy(), spuriousWakeups);
        Loop loop = new Loop(recorder, new Limits(steps, time, Limits.DEFAULT.unwindings()), world);
        loop.preemptInside(Control.instrument(instrumented));
        tally.races.watch(loop);
        tally.locks.watch(loop);
        tally.left.watch(loop);
        try {
            Session.call(loop, session -> tryAll(attempts, session, loop, recorder, body, tally));
        } catch (Session.StuckException stuck) {
            stuck(stuck.ending(), loop, recorder, attempts.strategy(), tally);
        }
        tally.note(loop);
        if (tally.first == null) {
            tally.remarks.add(attempts.remark());
        }
    }

    private Tally tryAll(
            KnownFailure attempts,
            Session session,
            Loop loop,
            Recorder recorder,
            Body body,
            Tally tally) {
        Runnable program = program(body);
        while (tally.first == null && attempts.next(recorder, loop)) {
            Ending ending = session.run(program);
            attempts.ran();
            Strategy made = attempts.strategy();
            Failure failure = ended(ending, loop, recorder, made, tally.schedules, tally);
            tally.triedFirst++;
            if (failure != null && ending.kind() != Ending.Kind.TIME_LIMIT) {
                Isolation isolation = new Isolation(session, loop, recorder, made, body, program);
                explain(failure, ending, isolation, loop, tally);
            }
        }
        return tally;
    }

    /** Counts a run that has ended; gives back its failure if it is the first that failed. */
    private @Nullable Failure ended(
            Ending ending, Loop loop, Recorder recorder, Strategy made, int number, Tally tally) {
        tally.schedules++;
        tally.races.note(loop, () -> recorder.tape().copy());
        tally.goals.note(loop);
        tally.locks.note(loop);
        tally.steps += loop.steps();
        tally.decisions += loop.decisions();
        tally.outsideEvents += loop.outsideEvents();
        onDigest.accept(loop.digest());
        if (!isFailure(ending)) {
            return null;
        }
        tally.failures++;
        if (tally.first != null) {
            return null;
        }
        Failure failure = failure(ending, loop, recorder, made, number);
        tally.add(failure);
        tally.failed = new Shrinking.Failed(ending, recorder.tape().copy(), loop.steps());
        return failure;
    }

    /**
     * Adds to the data races where the threads were, as far as the runs take their course again.
     */
    private void witness(Body body, Tally tally) {
        Limits limits = new Limits(steps, time, Limits.DEFAULT.unwindings());
        new Witnesses(program(body), world, this::setUp, limits).addTo(tally.races);
        if (tally.first != null) {
            tally.first.raced(tally.races);
        }
    }

    /** Puts a smaller schedule in the place of the one that has failed, if there is one. */
    private void shrink(Body body, Tally tally) {
        Failure found = tally.first;
        Shrinking.Failed failed = tally.failed;
        if (found == null || failed == null) {
            return;
        }
        Shrinking shrinking =
                new Shrinking(
                        program(body),
                        world,
                        this::setUp,
                        new Limits(steps, time, Limits.DEFAULT.unwindings()),
                        Budget.of(shrinkRuns, shrinkTime));
        Shrinking.Result smaller = shrinking.shrink(failed);
        Failure reported = found;
        if (smaller != null) {
            reported = found.shrunk(smaller);
            tally.first = reported;
        }
        Tape tape = smaller == null ? failed.tape() : smaller.tape();
        reported.forcedBy(
                new Forcing(
                                program(body),
                                world,
                                this::setUp,
                                new Limits(steps, time, Limits.DEFAULT.unwindings()),
                                Budget.of(shrinkRuns, shrinkTime))
                        .find(
                                reported.ending(),
                                tape,
                                smaller == null ? failed.steps() : smaller.steps()));
    }

    /** Lets the runs of a loop fail wherever those of the exploration do. */
    private void setUp(Loop loop) {
        loop.preemptInside(Control.instrument(instrumented));
        if (races == RaceCheck.FAIL) {
            new RaceLog(races, allowedRaces).watch(loop);
        }
        if (lockOrders == LockOrderCheck.FAIL) {
            new LockLog(lockOrders).watch(loop);
        }
        new LeftBehind(leaks, swallowed).watch(loop);
    }

    /**
     * Goes on exploring until all schedules are done or one does not come back: its carrier is then
     * kept by a thread that waits for something real, and its loop can not be used again. False if
     * there is no point in going on at all.
     */
    private boolean explore(Body body, Recorder recorder, Strategy made, Tally tally) {
        Loop loop = new Loop(recorder, new Limits(steps, time, Limits.DEFAULT.unwindings()), world);
        loop.preemptInside(Control.instrument(instrumented));
        tally.races.watch(loop);
        tally.locks.watch(loop);
        tally.left.watch(loop);
        try {
            Session.call(loop, session -> exploreAll(session, loop, recorder, body, made, tally));
            return true;
        } catch (Session.StuckException stuck) {
            stuck(stuck.ending(), loop, recorder, made, tally);
            return stuck.ending().kind() != Ending.Kind.STUCK;
        } finally {
            tally.note(loop);
        }
    }

    /** A run did not come back. */
    private void stuck(Ending ending, Loop loop, Recorder recorder, Strategy made, Tally tally) {
        if (tally.repeating) {
            tally.repeating = false; // The schedule it repeats has been counted.
            tally.divergence = Isolation.stuck(ending);
            return;
        }
        int number = tally.schedules++ - tally.triedFirst;
        if (isFailure(ending)) {
            tally.failures++;
            tally.add(failure(ending, loop, recorder, made, number));
        }
    }

    /** Whether there is another schedule to be run. */
    private boolean goesOn(Strategy made, Tally tally) {
        int done = tally.schedules - tally.triedFirst;
        if (done == 0) {
            return true;
        }
        return done < schedules
                && (toTheEnd || tally.first == null)
                && !made.isExhausted()
                && System.nanoTime() - tally.began < timeForAll.toNanos();
    }

    private Tally exploreAll(
            Session session, Loop loop, Recorder recorder, Body body, Strategy made, Tally tally) {
        Runnable program = program(body);
        Isolation isolation = new Isolation(session, loop, recorder, made, body, program);
        while (goesOn(made, tally)) {
            int number = tally.schedules - tally.triedFirst;
            recorder.seed(seedOf(number));
            loop.driver().takeStacks(tally.first == null);
            Ending ending = number == 0 ? runFirst(isolation) : session.run(program);
            long behaviour = loop.behaviour();
            recorder.ended(behaviour, tally.behaviours.add(behaviour));
            Failure failure = ended(ending, loop, recorder, made, number, tally);
            if (failure != null && ending.kind() != Ending.Kind.TIME_LIMIT) {
                explain(failure, ending, isolation, loop, tally);
            } else if (!isFailure(ending) && tally.left.isNew(loop)) {
                findPlaces(ending, isolation, loop, tally);
            }
        }
        if (loop.driver().hasMoved()) {
            Control.findMissed();
        }
        if (tally.schedules > 1 || tally.locks.wantsAnotherRun()) {
            tally.repeating = true;
            Divergence found = isolation.repeatFirst();
            tally.locks.note(loop);
            if (found != null) {
                tally.divergence = found; // More is known of it than of any later schedule.
                if (world.strict() && tally.first == null) {
                    tally.add(diverged(found, isolation.first(), made, loop));
                }
            }
            tally.repeating = false;
        }
        return tally;
    }

    /**
     * Runs the first schedule; twice if threads can be preempted inside the JDK. What the JDK makes
     * when it is first needed, and keeps, is then made by what has points, so that the first run of
     * all is unlike any other, in any program. But a failure that is seen then must not be lost.
     */
    private Ending runFirst(Isolation isolation) {
        Ending ending = isolation.runFirst();
        return instrumented.isEmpty() || isFailure(ending) ? ending : isolation.runFirst();
    }

    /** Runs the schedule that has failed once more, to see what happens in it. */
    private static void explain(
            Failure failure, Ending ending, Isolation isolation, Loop loop, Tally tally) {
        tally.repeating = true;
        loop.remains().takePlaces(true);
        Isolation.Seen failed = isolation.lastRun(failure.schedule(), ending);
        Course course = new Course();
        Ending again = isolation.repeat(failed, course);
        loop.remains().takePlaces(false);
        LeftBehind.explain(failure, loop);
        failure.explain(isolation.isSameCourse(failed) ? course : null);
        tally.divergence = isolation.divergence(failed, again);
        tally.repeating = false;
    }

    /** Runs the last schedule once more, to see where what it has left behind was made. */
    private static void findPlaces(Ending ending, Isolation isolation, Loop loop, Tally tally) {
        tally.repeating = true;
        loop.remains().takePlaces(true);
        isolation.repeat(isolation.lastRun(tally.schedules, ending), null);
        loop.remains().takePlaces(false);
        tally.left.add(loop);
        tally.repeating = false;
    }

    /** Runs the body under exactly the interleaving that a token stands for. */
    public Report replay(String text, Body body) {
        checkNotFresh(body);
        prepare();
        return replayBody(text, body);
    }

    private Report replayBody(String text, Body body) {
        Token token = Token.parse(text);
        Replay replay = token.tape() == null ? null : new Replay(token.tape());
        Strategy source = replay != null ? replay : Strategies.named(token.strategy());
        Recorder recorder = new Recorder(source, replay != null || token.spuriousWakeups());
        recorder.seed(token.seed());
        long most = token.steps() > 0 ? token.steps() : Long.MAX_VALUE;
        Loop loop = new Loop(recorder, new Limits(most, time, Limits.DEFAULT.unwindings()), world);
        loop.preemptInside(Control.instrument(instrumented));
        Tally tally =
                new Tally(
                        new RaceLog(races, allowedRaces),
                        new LockLog(lockOrders).forOneRun(),
                        new Goals(List.of()),
                        new LeftBehind(leaks, swallowed));
        tally.races.watch(loop);
        tally.locks.watch(loop);
        tally.left.watch(loop);
        loop.remains().takePlaces(true);
        long began = System.nanoTime();
        try {
            Session.call(
                    loop,
                    session -> {
                        replayOnce(session, loop, recorder, body, text, tally);
                        if (loop.digest() != token.digest()) {
                            // If something happens only the first time in a JVM, such as making
                            // what is kept in a static field, that was it.
                            tally.first = null;
                            tally.failures = 0;
                            replayOnce(session, loop, recorder, body, text, tally);
                            if (loop.digest() == token.digest() && instrumented.isEmpty()) {
                                tally.divergence = Isolation.secondTime();
                            }
                        }
                        return tally;
                    });
        } catch (Session.StuckException stuck) {
            tally.schedules = 1;
            tally.failures = 1;
            tally.add(replayed(stuck.ending(), loop, text));
        }
        tally.note(loop);
        checkReplayed(token, replay, loop, tally);
        if (tally.first != null && tally.first.cause().orElse(null) instanceof DataRaceError) {
            witness(body, tally); // Else the program is run once, as it was asked for.
        }
        return tally.report(System.nanoTime() - began);
    }

    private void replayOnce(
            Session session, Loop loop, Recorder recorder, Body body, String text, Tally tally) {
        Course course = new Course();
        loop.watch(course);
        Ending ending = session.run(program(body));
        tally.schedules = 1;
        tally.races.note(loop, () -> recorder.tape().copy());
        tally.locks.note(loop);
        tally.steps = loop.steps();
        tally.decisions = loop.decisions();
        tally.outsideEvents = loop.outsideEvents();
        tally.left.add(loop);
        onDigest.accept(loop.digest());
        if (isFailure(ending)) {
            Failure failure = replayed(ending, loop, text);
            tally.add(failure);
            LeftBehind.explain(failure, loop);
            failure.explain(course);
        }
    }

    private static void checkReplayed(
            Token token, @Nullable Replay replay, Loop loop, Tally tally) {
        if (loop.digest() == token.digest()) {
            return;
        }
        String how = replay == null ? null : replay.divergence();
        HeddleException diverged =
                new HeddleException(
                        "The program does not take the course any more that the token stands for"
                                + (how == null ? "" : ": " + how)
                                + ". The token fits the program it was made from and no other. If"
                                + " you have changed the program, take @Replay away, or call"
                                + " explore, to try all schedules again; if not, it depends on"
                                + " something that is not under control.");
        Failure seen = tally.first;
        if (seen != null) {
            diverged.addSuppressed(seen.toError());
        }
        throw diverged;
    }

    private void checkNotFresh(Body body) {
        java.util.Objects.requireNonNull(body, "body");
        if (!freshClasses.isEmpty()) {
            throw new HeddleException(
                    "An object that is there already can not be loaded anew, and neither can what"
                        + " it refers to: with freshClasses, give explore and replay the class of"
                        + " the body instead.");
        }
    }

    private static void prepare() {
        Control.install();
        if (Fiber.current() != null) {
            throw new HeddleException(
                    "A run can not be started inside another: call explore and replay outside of"
                            + " the body.");
        }
        // The one of the JVM is made when its class is initialised; in a run, it would be made
        // after what the run takes the machine for.
        ForkJoinPool.commonPool();
    }

    private boolean isFailure(Ending ending) {
        return switch (ending.kind()) {
            case FINISHED -> false;
            case LEAK -> !allowLeaks;
            case FAILED ->
                    !(allowExit
                            && ending.failure() instanceof ExitException exit
                            && exit.status() == 0);
            case PROPERTY, DEADLOCK, STANDSTILL, STEP_LIMIT, TIME_LIMIT, STUCK -> true;
        };
    }

    private Failure failure(
            Ending ending, Loop loop, Recorder recorder, Strategy made, int number) {
        boolean cut =
                ending.kind() == Ending.Kind.STEP_LIMIT || ending.kind() == Ending.Kind.TIME_LIMIT;
        String token =
                Token.text(
                        loop.digest(),
                        cut ? loop.steps() : 0,
                        recorder.tape(),
                        made.nameOfRun(),
                        seedOf(number),
                        spuriousWakeups,
                        Strategies.canMake(made));
        Failure failure = new Failure(ending, number + 1, seed, made.name(), token, loop.steps());
        failure.happenedInside(instrumented);
        String member = made.nameOfRun().replaceFirst(":.*", "");
        if (!made.name().startsWith(member)) {
            failure.madeBy(member);
        }
        return failure;
    }

    /** What is a remark usually, and a failure if the exploration is strict. */
    private Failure diverged(Divergence found, Isolation.Seen first, Strategy made, Loop loop) {
        Throwable cause = new HeddleException(found.summary());
        String token =
                Token.text(
                        first.digest(),
                        0,
                        first.tape(),
                        made.name(),
                        seedOf(0),
                        spuriousWakeups,
                        false);
        Ending ending = new Ending(Ending.Kind.FAILED, cause, null, 0, List.of());
        return new Failure(ending, 1, seed, made.name(), token, loop.steps());
    }

    /** A failure of a replay is known by the token that was replayed, not by a new one. */
    private static Failure replayed(Ending ending, Loop loop, String token) {
        return new Failure(ending, Failure.REPLAYED, 0, "replay", token.strip(), loop.steps());
    }

    /** The seed of one schedule: neighbouring numbers must give unrelated seeds. */
    private long seedOf(int number) {
        long z = seed + number * 0xD1342543DE82EF95L;
        z = (z ^ (z >>> 32)) * 0xDABA0B6EB09322E3L;
        return z ^ (z >>> 32);
    }

    private static Runnable program(Body body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable e) {
                throw sneaky(e);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException sneaky(Throwable e) throws T {
        throw (T) e;
    }

    /** What has been found so far. */
    private static final class Tally {
        final RaceLog races;
        final LockLog locks;
        final Goals goals;
        final LeftBehind left;
        final long began = System.nanoTime();
        int schedules;
        int failures;

        /** What was not under control. */
        final Set<String> uncontrolled = new LinkedHashSet<>();

        /** Where coroutines kept their event loops from going on. */
        final Set<String> blocked = new LinkedHashSet<>();

        /** What the schedules did. */
        final Behaviours behaviours = new Behaviours();

        /** What it means that there is no schedule left, in a sentence. */
        String proof = "";

        /** How many schedules were run because they were known to have failed. */
        int triedFirst;

        /** What is to be said of constraints that were given. */
        final List<String> remarks = new java.util.ArrayList<>();

        long steps;
        long decisions;
        long outsideEvents;
        @Nullable Failure first;

        /** The run of the first failure, if it can be run again. */
        Shrinking.@Nullable Failed failed;

        @Nullable Divergence divergence;

        /** Set while a schedule is run that was run before; read when that does not come back. */
        volatile boolean repeating;

        Tally(RaceLog races, LockLog locks, Goals goals, LeftBehind left) {
            this.left = left;
            this.races = races;
            this.locks = locks;
            this.goals = goals;
        }

        void add(Failure failure) {
            if (first == null) {
                first = failure;
            }
            failures = Math.max(failures, 1);
        }

        /** A loop is not used any more: keeps what was noted in its runs. */
        void note(Loop loop) {
            uncontrolled.addAll(loop.uncontrolled().sentences());
            blocked.addAll(loop.turns().blocked().sentences());
        }

        Report report(long nanos) {
            if (first != null && divergence != null) {
                first.diverged(divergence);
            }
            if (first != null) {
                first.outside(List.copyOf(uncontrolled));
                first.blocked(List.copyOf(blocked));
            }
            return new Report(
                            schedules,
                            failures,
                            steps,
                            decisions,
                            outsideEvents,
                            Duration.ofNanos(nanos),
                            new Coverage(
                                    behaviours.distinct(),
                                    behaviours.chanceOfNew(),
                                    behaviours.isEachSeenAgain(),
                                    proof),
                            Control.newWarnings(),
                            List.copyOf(uncontrolled),
                            List.copyOf(blocked),
                            races.races(),
                            locks.orders(),
                            first,
                            divergence)
                    .with(races.warnings())
                    .with(locks.warnings())
                    .with(remarks)
                    .reached(goals.counts())
                    .leftBehind(left.leaks(), left.swallowed());
        }
    }
}
