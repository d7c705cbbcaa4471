package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.prove.Exhaustive;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Tape;
import dev.heddle.schedule.Token;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs a body under every interleaving there is, once each: what is set here, then {@link #prove}.
 * Two interleavings are the same if they differ only in the order of steps that have nothing to do
 * with each other. Every setting returns the same prover.
 *
 * {@snippet :
 *     Proof proof =
 *             Heddle.prover()
 *                     .within(Duration.ofMinutes(10))
 *                     .spuriousWakeups(1)
 *                     .prove(body);
 * }
 *
 * <p>Usually it goes on until everything was visited, for a minute at the most. A proof that is not
 * complete fails, unless {@link #allowIncomplete} says that it need not be.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Prover {

    /** A run that is longer is not one of a program that can be visited whole. */
    static final long MOST_STEPS = 20_000;

    /** More are no bound. */
    private static final int MOST_PREEMPTIONS = 100;

    private static final long SECOND = 1_000_000_000;

    /** With more, there is hardly an end. */
    private static final int MOST_SPURIOUS = 10;

    /** The kernel asks no more often. */
    private static final int MOST_EARLY = 100;

    /** More than anybody reads. */
    private static final int MOST_FAILURES = 20;

    /** So many more ways to fail are counted. */
    private static final int MOST_OTHERS = 100_000;

    /** Keeping the state takes no more than such a part of the time. */
    private static final int KEPT_PART = 50;

    /** So often a run is made once more since classes were loaded in it. */
    private static final int MOST_REPEATS = 3;

    private final Explorer settings;
    private long schedules = Long.MAX_VALUE;
    private Duration time = Duration.ofMinutes(1);
    private int preemptions = -1;
    private @Nullable Path state;
    private Consumer<ProofProgress> onProgress =
            progress -> System.err.println("Heddle: " + progress + ".");
    private long every = 10 * SECOND;
    private int spurious;
    private int earlyTimeouts;
    private int randomValues = 16;
    private boolean allowIncomplete;
    private Consumer<Ending> onEnding = ending -> {};
    private boolean eachOrderOfTasks;

    Prover(Explorer settings) {
        this.settings = settings;
    }

    /** How many schedules are run at the most. */
    public Prover schedules(long count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    "The number of schedules must be at least 1, but is %,d.".formatted(count));
        }
        schedules = count;
        return this;
    }

    /** For how much real time schedules are run at the most; usually a minute. */
    public Prover within(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException(
                    "The time for all schedules must be positive, but is " + limit + ".");
        }
        time = limit;
        return this;
    }

    /**
     * Visits only what can be reached with so many preemptions, all of it: a preemption is that
     * another thread goes on although the one that ran could. Most bugs need one or two, and where
     * the number of all interleavings grows exponentially with the length of a program, that of
     * these grows with a power of it. A proof within such a bound passes; it says what it has left
     * out, unless that was nothing: then it is a proof of the whole.
     */
    public Prover preemptions(int most) {
        if (most < 0 || most > MOST_PREEMPTIONS) {
            throw new IllegalArgumentException(
                    "The number of preemptions must be from 0 to %d, but is %,d."
                            .formatted(MOST_PREEMPTIONS, most));
        }
        preemptions = most;
        return this;
    }

    /**
     * How many {@code Object.wait} may end in a run although nobody has ended them, as the JVM
     * allows; usually none. Each may be any of them: so it can be seen that a program looks again
     * at what it has waited for.
     */
    public Prover spuriousWakeups(int most) {
        if (most < 0 || most > MOST_SPURIOUS) {
            throw new IllegalArgumentException(
                    "The number of waits that end for no reason must be from 0 to %d, but is %,d."
                            .formatted(MOST_SPURIOUS, most));
        }
        if (most > 0 && !settings.spuriousWakeups) {
            throw new IllegalArgumentException(
                    "A proof is to visit waits that end for no reason, of which runs are to have"
                            + " none (spuriousWakeups is false). Leave out one of the two.");
        }
        spurious = most;
        return this;
    }

    /**
     * The first times, so many, that time passes in a run it may although threads can still run, as
     * on a machine that is not infinitely fast; usually never, so that a time-out comes only when
     * nobody can go on. Each may come at any moment: so it can be seen what a program does whose
     * waits, sleeps and scheduled tasks are over before others have done what they could have done.
     * {@link Proof#earlyTimeouts} counts the interleavings with one.
     *
     * <p>The timers of an event loop's tasks are not let fire early, so a proof of a program that
     * has some is not complete with this. There can be no bound on {@linkplain #preemptions
     * preemptions} beside it, no slack of timers, and no time that is moved by hand.
     */
    public Prover earlyTimeouts(int most) {
        if (most < 0 || most > MOST_EARLY) {
            throw new IllegalArgumentException(
                    "Time may pass early from 0 to %d times, but not %,d times."
                            .formatted(MOST_EARLY, most));
        }
        earlyTimeouts = most;
        return this;
    }

    /**
     * From how many numbers, at the most, the program may draw at random for each of them to be
     * visited, as those of {@link Heddle#choose} are: usually 16. That is so of generators without
     * a seed of their own. What is drawn from more makes a proof incomplete; with 1 all is.
     */
    public Prover randomValues(int most) {
        if (most < 1 || most > FewNumbers.MOST) {
            throw new IllegalArgumentException(
                    "The number of random values that are visited must be from 1 to %d, but is %,d."
                            .formatted(FewNumbers.MOST, most));
        }
        randomValues = most;
        return this;
    }

    /**
     * Hands on, about once a second, how far the proof has come. Usually a line is printed to the
     * standard error, every ten seconds, for proofs that take longer than that.
     */
    public Prover onProgress(Consumer<ProofProgress> consumer) {
        onProgress = java.util.Objects.requireNonNull(consumer, "consumer");
        every = SECOND;
        return this;
    }

    /**
     * Goes on where an earlier proof of the same program has stopped, and writes to this file where
     * this one has: each {@link #prove} of a program that is not finished in its time brings it
     * further. Its state is written every second too, so that a JVM may be ended meanwhile. The
     * file is deleted when all was visited. If there is none, the proof begins. One that is of
     * another program, or of other bounds, is refused by an {@link OtherProofException}; the
     * program is another one as soon as a class or a jar in the class path has changed.
     *
     * <p>What {@link Proof#report} has, and {@link Prover#schedules} and {@link Prover#within}
     * allow, is of the last part.
     */
    public Prover resume(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory) || Files.isDirectory(file)) {
            throw new HeddleException(
                    ("How far the proof is can not be kept in %s: give it the name of a file in a"
                                    + " directory that is there.")
                            .formatted(file));
        }
        state = file;
        return this;
    }

    /** Lets a proof pass that has found no failure, but has not visited everything. */
    public Prover allowIncomplete() {
        allowIncomplete = true;
        return this;
    }

    /** Hands on how each run ended, in the run's order, for tests. */
    Prover onEnding(Consumer<Ending> consumer) {
        onEnding = consumer;
        return this;
    }

    /** Visits each order of the steps of tasks, for tests. */
    Prover eachOrderOfTasks() {
        eachOrderOfTasks = true;
        return this;
    }

    /** Runs the body under every interleaving, as far as the bounds allow. */
    public Proof prove(Body body) {
        checkTimeouts();
        World before = settings.world;
        settings.world = before.withEarlyTimers(earlyTimeouts > 0);
        try {
            settings.begin(body);
            return new Proving(body).prove();
        } finally {
            settings.world = before;
        }
    }

    private void checkTimeouts() {
        if (earlyTimeouts == 0) {
            return;
        }
        if (preemptions >= 0) {
            throw new IllegalArgumentException(
                    "Time-outs that come early can not be visited within a bound on preemptions."
                            + " Leave out one of the two.");
        }
        if (!settings.world.slack().isZero()) {
            throw new IllegalArgumentException(
                    "A proof visits time-outs that come early, or lets time pass by a slack of"
                            + " timers, which it does not vary. Leave out the slack.");
        }
        if (settings.world.manualTime()) {
            throw new IllegalArgumentException(
                    "Time that is moved by hand only brings no time-out early. Leave out one of the"
                            + " two.");
        }
    }

    /** What is known of schedules that failed in one way. */
    private static final class Group {
        final Tape tape;
        final long number;

        /** How the run ended; null if that was on another day. */
        final @Nullable Ending ending;

        long count = 1;

        Group(Tape tape, long number, @Nullable Ending ending) {
            this.tape = tape;
            this.number = number;
            this.ending = ending;
        }
    }

    private final class Proving {
        private final Body body;
        private final Runs runs;
        private final Tally tally;
        private final Exhaustive strategy =
                new Exhaustive(preemptions, spurious, earlyTimeouts, randomValues);
        private final Recorder recorder = new Recorder(strategy, true);
        private final Map<String, Group> groups = new LinkedHashMap<>();

        /** Stand for the ways to fail of which there is no room to keep more. */
        private final Set<Integer> otherKinds = new HashSet<>();

        private final long began = System.nanoTime();
        private long done;

        /** How many runs, and how much time, there were in earlier parts. */
        private long before;

        private long nanosBefore;
        private long told = System.nanoTime();
        private long saved = System.nanoTime();

        /** So long nothing is kept again. */
        private long pause = SECOND;

        private long failed;
        private long steps;
        private boolean complete;

        /** That of the last run, whose tape the recorder has as long as there is no other. */
        private long digest;

        /** How many classes there were after the last run; those of our own are loaded early. */
        private long loaded = LoadedClasses.count();

        private boolean hasDrawn;

        /** What was not under control, in this part or an earlier one; empty if all was. */
        private String outside = "";

        private @Nullable Failure stuck;

        Proving(Body body) {
            this.body = body;
            this.runs = new Runs(settings, body);
            this.tally = runs.tally(new LockLog(Check.OFF), settings.goals);
        }

        Proof prove() {
            if (eachOrderOfTasks) {
                strategy.visitsEachOrderOfTasks();
            }
            Path file = state;
            if (file != null) {
                ClassPath.sum(); // Before anybody compiles something else.
                if (Files.exists(file)) {
                    goOn(file);
                }
            }
            Loop loop = runs.loop(recorder, runs.limits(), tally);
            loop.memory().tellAlso(strategy);
            loop.locks().tell(strategy);
            loop.turns().tell(strategy.interplay());
            loop.watch(strategy);
            loop.failing().goOn(true);
            loop.driver().takeStacks(false);
            try {
                Session.call(loop, session -> runAll(session, loop));
            } catch (Session.StuckException stop) {
                done++;
                failed++;
                stuck =
                        runs.failure(
                                stop.ending(),
                                loop,
                                recorder,
                                strategy,
                                0,
                                (int) Math.min(done, Integer.MAX_VALUE));
            }
            if (file != null && stuck == null) { // Else that was not a run one could go on from.
                keep(file, loop);
            }
            long nanos = nanos();
            List<Proof.Found> found = new ArrayList<>();
            if (stuck != null) {
                found.add(new Proof.Found(stuck, 1));
            }
            groups.values().forEach(group -> found.add(explained(group)));
            Report report = tally.report(System.nanoTime() - began);
            String gap = gap(report);
            return new Proof(
                    done,
                    complete || preemptions >= 0 ? done : estimate(),
                    failed,
                    steps,
                    Duration.ofNanos(nanos),
                    complete && gap.isEmpty(),
                    gap,
                    strategy.redundantRuns(),
                    preemptions,
                    strategy.leftOut(),
                    strategy.spinning(),
                    strategy.spuriousRuns(),
                    strategy.earlyRuns(),
                    otherKinds.size(),
                    allowIncomplete,
                    found,
                    report);
        }

        /** Why not every interleaving was visited although none is left; empty if all were. */
        private String gap(Report report) {
            if (!strategy.gap().isEmpty()) {
                return strategy.gap();
            }
            looksOutside(report.uncontrolled());
            if (!outside.isEmpty()) {
                return outside;
            }
            if (settings.world.manualTime()) {
                return "it was not varied when time is moved by hand";
            }
            return hasDrawn
                    ? ("numbers were drawn at random that were the same each time: from more than"
                                    + " %d, or after the first %d of a run; draw them by"
                                    + " Heddle.choose(n), of which each value is visited, or give"
                                    + " the generator a seed")
                            .formatted(randomValues, FewNumbers.MOST_DRAWS)
                    : "";
        }

        private void looksOutside(List<String> uncontrolled) {
            if (!outside.isEmpty()) {
                return;
            }
            if (!uncontrolled.isEmpty()) {
                outside = "not everything was under control: " + uncontrolled.getFirst();
            } else if (tally.outsideEvents > 0) {
                outside = "something came from threads that are not under control";
            }
        }

        private Tally runAll(Session session, Loop loop) {
            do {
                Ending ending = runOnce(session);
                done++;
                steps += loop.steps();
                tally.schedules = (int) Math.min(done, Integer.MAX_VALUE);
                tally.races.note(loop, () -> recorder.tape().copy());
                tally.goals.note(loop);
                tally.outsideEvents += loop.outsideEvents();
                hasDrawn |= loop.chance().hasDrawn();
                settings.onDigest.accept(loop.digest());
                Ending first = loop.failing().first();
                if (first != null) {
                    ending = first;
                }
                onEnding.accept(ending);
                digest = loop.digest();
                complete = !strategy.advance();
                if (runs.isFailure(ending) && !strategy.wasRedundant()) {
                    failed++;
                    add(ending);
                }
                if (strategy.hasRestarted()) {
                    done = 0;
                    failed = 0;
                    steps = 0;
                    groups.clear();
                    otherKinds.clear();
                }
                looksAtTime(loop);
            } while (!complete
                    && done - before < schedules
                    && System.nanoTime() - began < time.toNanos());
            tally.note(loop);
            return tally;
        }

        /**
         * Makes the next run; again if classes were loaded in it, since what the JDK does then is
         * no part of the program. So is what it does when a call is made for the first time, which
         * loads no class: the first run is always made again.
         */
        private Ending runOnce(Session session) {
            for (int times = 0; ; times++) {
                Ending ending = session.run(runs.program);
                long before = loaded;
                loaded = LoadedClasses.count();
                boolean isFirst = times == 0 && strategy.isFirstRun();
                if (times == MOST_REPEATS || (loaded == before && !isFirst)) {
                    return ending;
                }
                strategy.repeat();
            }
        }

        private void add(Ending ending) {
            String key = key(ending);
            Group group = groups.get(key);
            if (group != null) {
                group.count++;
            } else if (groups.size() < MOST_FAILURES) {
                groups.put(key, new Group(recorder.tape().copy(), done, ending));
            } else if (otherKinds.size() < MOST_OTHERS) {
                otherKinds.add(key.hashCode());
            }
        }

        private long nanos() {
            return nanosBefore + System.nanoTime() - began;
        }

        /** Tells how far it is, and keeps it, if it is time to. */
        private void looksAtTime(Loop loop) {
            long now = System.nanoTime();
            if (now - told >= every && !complete) {
                told = now;
                long total = estimate();
                double rate = (done - before) * 1e9 / Math.max(1, now - began);
                onProgress.accept(
                        new ProofProgress(done, total, rate, failed, Duration.ofNanos(nanos())));
            }
            Path file = state;
            if (file != null && now - saved >= pause) {
                keep(file, loop);
                saved = System.nanoTime();
                pause = Math.max(SECOND, (saved - now) * KEPT_PART);
            }
        }

        /** About how many runs there will be, by what is known now. */
        private long estimate() {
            double part = strategy.part();
            return part <= 0 ? done : Math.max(done, Math.round(done / part));
        }

        /** Writes down how far it is; when it is done, there is nothing to be kept. */
        private void keep(Path file, Loop loop) {
            try {
                if (complete) {
                    Files.deleteIfExists(file);
                    return;
                }
                looksOutside(loop.uncontrolled().sentences());
                ByteArrayOutputStream search = new ByteArrayOutputStream();
                strategy.write(new DataOutputStream(search));
                String last = Token.of(digest, 0, recorder.tape()).text();
                List<SavedProof.Way> ways = new ArrayList<>();
                groups.forEach(
                        (key, group) ->
                                ways.add(
                                        new SavedProof.Way(
                                                key,
                                                Token.of(0, 0, group.tape).text(),
                                                group.number,
                                                group.count)));
                new SavedProof(
                                ClassPath.sum(),
                                preemptions,
                                spurious,
                                earlyTimeouts,
                                randomValues,
                                done,
                                failed,
                                steps,
                                hasDrawn,
                                nanos(),
                                outside,
                                tally.goals.reached(),
                                last,
                                ways,
                                search.toByteArray())
                        .write(file);
            } catch (IOException e) {
                throw new HeddleException(
                        "The state of the proof could not be kept in %s: %s".formatted(file, e), e);
            }
        }

        /** Goes on where another proof has stopped. */
        private void goOn(Path file) {
            SavedProof known = SavedProof.read(file);
            if (known.preemptions() != preemptions
                    || known.spurious() != spurious
                    || known.earlyTimeouts() != earlyTimeouts
                    || known.randomValues() != randomValues) {
                throw new OtherProofException(
                        ("The proof that %s is the state of has other bounds: %s preemptions, %d"
                                        + " waits that end for no reason, time that passes early %d"
                                        + " times, and random numbers from %d. Give it the same, or"
                                        + " delete the file to begin anew.")
                                .formatted(
                                        file,
                                        known.preemptions() < 0
                                                ? "any number of"
                                                : String.valueOf(known.preemptions()),
                                        known.spurious(),
                                        known.earlyTimeouts(),
                                        known.randomValues()));
            }
            if (known.program() != ClassPath.sum() || !isSame(known.last())) {
                throw new OtherProofException(
                        ("The program is not the one that %s was written for: %s. Delete the file"
                                        + " to begin anew.")
                                .formatted(
                                        file,
                                        known.program() != ClassPath.sum()
                                                ? "what is in the class path has changed"
                                                : "its last run comes out in another way now"));
            }
            try {
                strategy.read(new DataInputStream(new ByteArrayInputStream(known.search())));
            } catch (IOException e) {
                throw new OtherProofException(
                        "The state of the proof in %s can not be read: %s".formatted(file, e), e);
            }
            done = known.done();
            before = done;
            failed = known.failed();
            steps = known.steps();
            hasDrawn = known.hasDrawn();
            nanosBefore = known.nanos();
            outside = known.outside();
            known.reached().forEach(tally.goals::reached);
            for (SavedProof.Way way : known.ways()) {
                Tape tape = java.util.Objects.requireNonNull(Token.parse(way.token()).tape());
                Group group = new Group(tape, way.number(), null);
                group.count = way.count();
                groups.put(way.key(), group);
            }
        }

        /** Whether the program still takes the course that a run has taken. */
        private boolean isSame(String text) {
            Token token = Token.parse(text);
            Replay replay = new Replay(java.util.Objects.requireNonNull(token.tape()));
            Loop loop = runs.again(new Recorder(replay, true), runs.limits());
            loop.failing().goOn(true);
            return Session.call(
                    loop,
                    session -> {
                        for (int times = 0; times <= MOST_REPEATS; times++) {
                            session.run(runs.program);
                            if (loop.digest() == token.digest() && replay.divergence() == null) {
                                return true;
                            }
                        }
                        return false;
                    });
        }

        /** Runs such a schedule again, by the machinery that shrinks and explains. */
        private Proof.Found explained(Group group) {
            Report report =
                    settings.copy().strategy(new Replay(group.tape)).schedules(1).explore(body);
            Failure failure = report.failure().orElse(null);
            if (failure == null) {
                Ending ending = group.ending;
                Throwable thrown = ending == null ? null : ending.failure();
                Object how = thrown != null ? thrown : ending == null ? "before" : ending.kind();
                dev.heddle.kernel.HeddleException lost =
                        new dev.heddle.kernel.HeddleException(
                                "Interleaving %,d failed (%s), but not when it was repeated: the program depends on something that is not under control."
                                        .formatted(group.number, how));
                if (thrown != null) {
                    lost.initCause(thrown);
                }
                throw lost;
            }
            failure.visitedAs(group.number);
            return new Proof.Found(failure, group.count);
        }
    }

    /** What failures have in common that are one to the user. */
    private static String key(Ending ending) {
        StringBuilder key = new StringBuilder(ending.kind().name());
        Throwable failure = ending.failure();
        if (failure != null) {
            key.append(' ').append(failure.getClass().getName());
            for (StackTraceElement frame : failure.getStackTrace()) {
                if (!isOfLibrary(frame.getClassName())) {
                    return key.append(' ').append(frame).toString();
                }
            }
        }
        for (Ending.Standing one : ending.standing()) {
            key.append(' ').append(one.thread()).append(one.waiting()).append(one.on());
        }
        return key.toString();
    }

    private static boolean isOfLibrary(String type) {
        return type.startsWith("java.")
                || type.startsWith("jdk.")
                || type.startsWith("org.junit.")
                || type.startsWith("org.opentest4j.")
                || type.startsWith("org.assertj.");
    }
}
