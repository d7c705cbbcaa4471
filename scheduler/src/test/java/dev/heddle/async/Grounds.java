package dev.heddle.async;

import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Fifo;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import java.time.Duration;
import java.util.List;

/** Runs the same test on everything that an event loop can stand on. */
final class Grounds {

    static final Duration SECOND = Duration.ofSeconds(1);

    private static final int SEEDS = 20;

    private Grounds() {}

    /** A test that makes its own use of a loop. */
    interface OnLoop {
        void run(EventLoop loop) throws Exception;
    }

    /**
     * Runs a coroutine in asyncio's order: on a loop of its own, with the JDK's scheduler of
     * virtual threads and without, and in a run.
     */
    static void inOrder(Action main) throws Exception {
        inOrder(loop -> runAndClose(loop, main));
    }

    /** As above, and also in any other order. */
    static void inAnyOrder(Action main) throws Exception {
        inOrder(main);
        simulate(new RandomWalk(), SEEDS, loop -> runAndClose(loop, main));
    }

    static void inOrder(OnLoop test) throws Exception {
        for (EventLoop loop : own(true)) {
            test.run(loop);
        }
        simulate(new Fifo(), 1, test);
    }

    /** A loop on each ground that is no run's; time is virtual or real. */
    static List<EventLoop> own(boolean virtual) {
        Control.install();
        Own relayed = virtual ? Own.virtual() : Own.real();
        if (!relayed.hasRelay()) {
            throw new AssertionError("The inside of the JDK is open, and nobody makes use of it.");
        }
        return List.of(new EventLoop(Own.onTheJdk(virtual)), new EventLoop(relayed));
    }

    private static void runAndClose(EventLoop loop, Action main) throws Exception {
        try (Runner runner = new Runner(loop)) {
            runner.run(main);
        }
    }

    private static void simulate(Strategy strategy, int seeds, OnLoop test) {
        Control.install();
        Recorder recorder = new Recorder(strategy, true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        loop.driver().takeStacks(false);
        Object _ =
                Session.call(
                        loop,
                        session -> {
                            for (int seed = 1; seed <= seeds; seed++) {
                                recorder.seed(seed);
                                check(strategy, seed, session.run(() -> run(test)));
                            }
                            return "done";
                        });
    }

    private static void check(Strategy strategy, int seed, Ending ending) {
        if (!ending.isFinished()) {
            throw new AssertionError(
                    "With strategy %s and seed %d the run has ended as %s"
                            .formatted(strategy.name(), seed, ending.kind()),
                    ending.failure());
        }
    }

    private static void run(OnLoop test) {
        try {
            test.run(EventLoop.create());
        } catch (Exception e) {
            throw Thrown.again(e);
        }
    }
}
