package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.constraints.Constraints;
import dev.heddle.control.Control;
import dev.heddle.control.FreshLoaders;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Mark;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Budget;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An exploration: what is set here, then {@link #explore}. Every setting returns the same explorer.
 *
 * {@snippet :
 *     Report report =
 *             Heddle.explorer()
 *                     .schedules(10_000)
 *                     .seed(42)
 *                     .strategy("pct:3")
 *                     .stepLimit(100_000)
 *                     .timeLimit(Duration.ofSeconds(5))
 *                     .explore(body);
 * }
 *
 * <p>The usual settings are 1,000 schedules by several strategies in turn from seed 1, at most
 * 1,000,000 scheduling points and 10 seconds a run, up to the first failure. The seed is fixed so
 * that a test does the same every time; the system property {@value #SEED_PROPERTY} replaces it.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Explorer {

    /** A system property whose value replaces the usual seed: a number, or {@code random}. */
    public static final String SEED_PROPERTY = "heddle.seed";

    private static final int MOST_SCHEDULES = 1_000_000_000;
    private static final Duration FOR_EVER = Duration.ofDays(10_000);

    // What was set; read by those who run.

    int schedules = 1_000;
    long seed = usualSeed();
    Supplier<Strategy> strategy = () -> Strategies.named(Strategies.USUAL);
    Check races = Check.REPORT;
    AllowedRaces allowedRaces = AllowedRaces.of(List.of());
    List<String> goals = List.of();
    Check lockOrders = Check.REPORT;
    Check leaks = Check.REPORT;
    Check swallowed = Check.REPORT;
    long steps = Limits.DEFAULT.steps();
    Duration time = Limits.DEFAULT.time();
    World world = World.DEFAULT;
    boolean spuriousWakeups = true;
    List<String> instrumented = List.of();
    boolean allowLeaks;
    boolean allowExit;
    boolean toTheEnd;
    Duration timeForAll = FOR_EVER;
    LongConsumer onDigest = digest -> {};
    Consumer<List<Mark>> onMarks = marks -> {};
    List<String> freshClasses = List.of();
    List<Constraints> constraints = List.of();
    int shrinkRuns = 2_000;
    Duration shrinkTime = Duration.ofSeconds(30);
    @Nullable UnaryOperator<String> replayedBy;

    Explorer() {}

    private static long usualSeed() {
        String value = System.getProperty(SEED_PROPERTY);
        return value == null ? 1 : seedOf(value);
    }

    /**
     * What a setting of the seed means: a number, or {@code random}.
     *
     * @throws HeddleException if it is neither
     */
    public static long seedOf(String value) {
        if (value.strip().equals("random")) {
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
    public Explorer races(Check check) {
        races = java.util.Objects.requireNonNull(check, "check");
        return this;
    }

    /**
     * Says which data races are harmless, and neither reported nor a failure: such as a counter of
     * hits that need not be exact.
     *
     * @param names of fields ({@code org.example.Stats.hits}), of methods that have one of the
     *     accesses, or of classes: those of the methods, or of what is accessed. Elements of an
     *     array belong to the field that holds it
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
    public Explorer lockOrders(Check check) {
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
     * How much real time it may take to make a schedule smaller, usually 30 seconds; and each of
     * the ways to explain it may take half of that. Nearly always it is the number of runs that
     * ends them, which is the same everywhere. If it is time, the message says so, since then the
     * result is not the same every time.
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
     * If no such schedule fails any more, or none can be had, a warning of the report says so. They
     * are among the {@link #schedules} that are run: up to 20 for each of the texts.
     *
     * @throws HeddleException if a text is something else
     */
    public Explorer constraints(String... texts) {
        constraints =
                java.util.Arrays.stream(texts)
                        .map(Constraints::parse)
                        .filter(one -> !one.list().isEmpty()) // What fails always needs no help.
                        .toList();
        return this;
    }

    /**
     * Lets messages say in another way how a schedule is seen again, for who brings schedules about
     * by other means than a test or a call: a command line, say.
     *
     * @param line gives what is to be typed for a token; it may be several lines
     */
    public Explorer replayedBy(UnaryOperator<String> line) {
        replayedBy = java.util.Objects.requireNonNull(line, "line");
        return this;
    }

    /** Hands on the event digest of every run, for tests of determinism. */
    public Explorer onDigest(LongConsumer consumer) {
        onDigest = java.util.Objects.requireNonNull(consumer, "consumer");
        return this;
    }

    /**
     * Hands on the points that each run has come to, in order: see {@link Heddle#mark}. In a
     * schedule that is run again for its report, or to make it smaller, they are not handed on.
     */
    public Explorer onMarks(Consumer<List<Mark>> consumer) {
        onMarks = java.util.Objects.requireNonNull(consumer, "consumer");
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
        return fresh(body, () -> new Exploration(new Runs(this, body)).explore());
    }

    /** As {@link #replay(String, Body)}, in classes that are loaded anew. */
    public Report replay(String text, Class<? extends Body> type) {
        java.util.Objects.requireNonNull(type, "type");
        prepare();
        FreshBody body = FreshBody.of(type, freshClasses);
        return fresh(body, () -> replayed(text, body));
    }

    private Report replayed(String text, Body body) {
        World before = world;
        Tape tape = Token.parse(text).tape();
        if (tape != null && tape.hasStalls() && before.slack().isZero()) {
            world = before.withEarlyTimers(true); // A proof has made it, or it would have a slack.
        }
        try {
            return new Replaying(new Runs(this, body)).replay(text);
        } finally {
            world = before;
        }
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
        return new Exploration(new Runs(this, body)).explore();
    }

    /** Runs the body under exactly the interleaving that a token stands for. */
    public Report replay(String text, Body body) {
        checkNotFresh(body);
        prepare();
        return replayed(text, body);
    }

    /**
     * A prover whose runs have these settings, and whose failures are shrunk and reported by them.
     * It has a number of schedules and a time of its own, and needs neither strategy nor seed;
     * orders of locks are not looked at, since every deadlock is visited.
     */
    public Prover prover() {
        return new Prover(this);
    }

    /** Runs of this body begin, by somebody else. */
    void begin(Body body) {
        checkNotFresh(body);
        prepare();
    }

    /** Another explorer with the same settings. */
    Explorer copy() {
        Explorer copy = new Explorer();
        copy.schedules = schedules;
        copy.seed = seed;
        copy.strategy = strategy;
        copy.races = races;
        copy.allowedRaces = allowedRaces;
        copy.lockOrders = lockOrders;
        copy.leaks = leaks;
        copy.swallowed = swallowed;
        copy.steps = steps;
        copy.time = time;
        copy.world = world;
        copy.spuriousWakeups = spuriousWakeups;
        copy.instrumented = instrumented;
        copy.allowLeaks = allowLeaks;
        copy.allowExit = allowExit;
        copy.shrinkRuns = shrinkRuns;
        copy.shrinkTime = shrinkTime;
        copy.replayedBy = replayedBy;
        return copy;
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
}
