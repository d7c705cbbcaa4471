package dev.heddle.shrink;

import dev.heddle.Body;
import dev.heddle.control.Control;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Tape;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Finds a schedule that fails by random walk, and makes it smaller by the library alone. */
final class Lab {

    static final Set<Pass> ALL = EnumSet.allOf(Pass.class);

    /** So long that it never ends anything. */
    static final Duration AMPLE = Duration.ofMinutes(5);

    private static final int MOST_SCHEDULES = 50_000;

    private final Body body;
    private final Recorder recorder;
    private final Loop loop;

    Lab(Body body) {
        this(body, World.DEFAULT, true);
    }

    Lab(Body body, World world, boolean spuriousWakeups) {
        Control.install();
        this.body = body;
        this.recorder = new Recorder(new RandomWalk(), spuriousWakeups);
        this.loop = new Loop(recorder, new Limits(2_000, Duration.ofSeconds(10), 1), world);
        loop.driver().takeStacks(false);
    }

    /** A schedule that failed, and the smallest one that was made of it. */
    record Made(Likeness likeness, Tape found, Shrunk shrunk, Tape tape, Ending ending) {}

    /** All but one of the passes. */
    static Set<Pass> without(Pass pass) {
        Set<Pass> others = EnumSet.allOf(Pass.class);
        others.remove(pass);
        return others;
    }

    static Budget runs(int runs) {
        return new Budget(runs, Long.MAX_VALUE, AMPLE);
    }

    Made make(long seed, Budget budget, Set<Pass> passes) {
        return Session.call(loop, session -> make(session, seed, budget, passes));
    }

    private Made make(Session session, long seed, Budget budget, Set<Pass> passes) {
        recorder.use(new RandomWalk());
        loop.watch(null);
        Ending ending;
        int number = 0;
        do {
            if (number == MOST_SCHEDULES) {
                throw new AssertionError("No schedule fails.");
            }
            recorder.seed(seed * 1_000_003 + number++);
            ending = session.run(program(body));
        } while (ending.isFinished());
        Tape found = recorder.tape().copy();
        Likeness likeness = Likeness.of(ending);
        Shrunk shrunk =
                new Shrinker(
                                follower -> Likeness.of(run(session, follower)).equals(likeness),
                                budget,
                                passes)
                        .shrink(found);
        if (shrunk == null) {
            throw new AssertionError("It does not fail again.");
        }
        Ending smallest = run(session, shrunk.follower());
        return new Made(likeness, found, shrunk, recorder.tape().copy(), smallest);
    }

    private Ending run(Session session, Follower follower) {
        recorder.use(follower);
        loop.watch(follower);
        return session.run(program(body));
    }

    /** Counts the preemptions of a tape, in another way than the library does. */
    int preemptions(Tape tape) {
        Counting counting = new Counting(tape);
        recorder.use(counting);
        loop.watch(null);
        Session.call(loop, session -> session.run(program(body)));
        if (counting.replay.divergence() != null) {
            throw new AssertionError(counting.replay.divergence());
        }
        return counting.preemptions;
    }

    private static final class Counting implements Strategy {
        private final Replay replay;
        private int preemptions;

        Counting(Tape tape) {
            replay = new Replay(tape);
        }

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void begin(long seed) {
            preemptions = 0;
            replay.begin(seed);
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            Fiber chosen = replay.next(runnable, current, yielding);
            if (current != null && !yielding && chosen != current) {
                preemptions++;
            }
            return chosen;
        }

        @Override
        public Fiber pick(Choice choice, Fibers among) {
            return replay.pick(choice, among);
        }

        @Override
        public boolean happens(Choice choice) {
            return replay.happens(choice);
        }

        @Override
        public int draw(Choice choice, int bound) {
            return replay.draw(choice, bound);
        }
    }

    static Runnable program(Body body) {
        return () -> {
            try {
                body.run();
            } catch (Throwable e) {
                throw Lab.<RuntimeException>sneaky(e);
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T sneaky(Throwable e) throws T {
        throw (T) e;
    }
}
