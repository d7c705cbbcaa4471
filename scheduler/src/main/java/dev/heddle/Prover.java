package dev.heddle;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.prove.Exhaustive;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

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
 * <p>Usually it goes on until everything was visited, for a minute at the most. A proof that is not
 * complete fails, unless {@link #allowIncomplete} says that it need not be.
 */
public final class Prover {

    /** A run that is longer is not one of a program that can be visited whole. */
    static final long MOST_STEPS = 20_000;

    /** More are no bound. */
    private static final int MOST_PREEMPTIONS = 100;

    /** With more, there is hardly an end. */
    private static final int MOST_SPURIOUS = 10;

    /** More than anybody reads. */
    private static final int MOST_FAILURES = 20;

    /** So many more ways to fail are counted. */
    private static final int MOST_OTHERS = 100_000;

    /** So often a run is made once more since classes were loaded in it. */
    private static final int MOST_REPEATS = 3;

    private final Explorer settings;
    private long schedules = Long.MAX_VALUE;
    private Duration time = Duration.ofMinutes(1);
    private int preemptions = -1;
    private int spurious;
    private boolean allowIncomplete;
    private Consumer<Ending> onEnding = ending -> {};

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
        spurious = most;
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

    /** Runs the body under every interleaving, as far as the bounds allow. */
    public Proof prove(Body body) {
        settings.begin(body);
        return new Proving(body).prove();
    }

    /** What is known of schedules that failed in one way. */
    private static final class Group {
        final Tape tape;
        final long number;
        long count = 1;

        Group(Tape tape, long number) {
            this.tape = tape;
            this.number = number;
        }
    }

    private final class Proving {
        private final Body body;
        private final Runs runs;
        private final Tally tally;
        private final Exhaustive strategy =
                new Exhaustive(preemptions, settings.spuriousWakeups ? spurious : 0);
        private final Recorder recorder = new Recorder(strategy, true);
        private final Map<String, Group> groups = new LinkedHashMap<>();

        /** Stand for the ways to fail of which there is no room to keep more. */
        private final Set<Integer> otherKinds = new HashSet<>();

        private final long began = System.nanoTime();
        private long done;
        private long failed;
        private long steps;
        private boolean complete;
        private boolean hasDrawn;
        private @Nullable Failure stuck;

        Proving(Body body) {
            this.body = body;
            this.runs = new Runs(settings, body);
            this.tally = runs.tally(new LockLog(Check.OFF), settings.goals);
        }

        Proof prove() {
            Loop loop = runs.loop(recorder, runs.limits(), tally);
            loop.memory().tellAlso(strategy);
            loop.locks().tell(strategy);
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
            long nanos = System.nanoTime() - began;
            List<Proof.Found> found = new ArrayList<>();
            if (stuck != null) {
                found.add(new Proof.Found(stuck, 1));
            }
            groups.values().forEach(group -> found.add(explained(group)));
            Report report = tally.report(nanos);
            String gap = gap(report);
            return new Proof(
                    done,
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
            if (!report.uncontrolled().isEmpty()) {
                return "not everything was under control: " + report.uncontrolled().getFirst();
            }
            if (report.outsideEvents() > 0) {
                return "something came from threads that are not under control";
            }
            if (settings.world.manualTime()) {
                return "it was not varied when time is moved by hand";
            }
            return hasDrawn
                    ? "numbers were drawn at random, which were the same each time; draw them by"
                            + " Heddle.choose(n), of which each value is visited, or give the"
                            + " generator a seed"
                    : "";
        }

        private Tally runAll(Session session, Loop loop) {
            do {
                Ending ending = runOnce(session);
                done++;
                steps += loop.steps();
                tally.schedules = (int) Math.min(done, Integer.MAX_VALUE);
                tally.races.note(loop, () -> recorder.tape().copy());
                tally.goals.note(loop);
                hasDrawn |= loop.chance().hasDrawn();
                settings.onDigest.accept(loop.digest());
                Ending first = loop.failing().first();
                if (first != null) {
                    ending = first;
                }
                onEnding.accept(ending);
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
            } while (!complete && done < schedules && System.nanoTime() - began < time.toNanos());
            tally.note(loop);
            return tally;
        }

        /**
         * Makes the next run; again if classes were loaded in it, since what the JDK does then is
         * no part of the program.
         */
        private Ending runOnce(Session session) {
            for (int times = 0; ; times++) {
                long before = LoadedClasses.count();
                Ending ending = session.run(runs.program);
                if (times == MOST_REPEATS || LoadedClasses.count() == before) {
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
                groups.put(key, new Group(recorder.tape().copy(), done));
            } else if (otherKinds.size() < MOST_OTHERS) {
                otherKinds.add(key.hashCode());
            }
        }

        /** Runs such a schedule again, by the machinery that shrinks and explains. */
        private Proof.Found explained(Group group) {
            Report report =
                    settings.copy().strategy(new Replay(group.tape)).schedules(1).explore(body);
            Failure failure = report.failure().orElse(null);
            if (failure == null) {
                throw new dev.heddle.kernel.HeddleException(
                        "A schedule that failed did not fail when it was repeated: the program"
                                + " depends on something that is not under control.");
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
