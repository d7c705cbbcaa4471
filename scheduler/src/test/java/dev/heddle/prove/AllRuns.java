package dev.heddle.prove;

import dev.heddle.Body;
import dev.heddle.control.Control;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Paths;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;

/** Runs a program under every schedule there is, without any reduction: shares nothing with it. */
final class AllRuns implements Strategy {

    private final Paths paths = new Paths();

    private final int earlyTimeouts;

    /** Whether it is a choice too when threads begin and end. */
    private final boolean endsMatter;

    private AllRuns(int earlyTimeouts, boolean endsMatter) {
        this.earlyTimeouts = earlyTimeouts;
        this.endsMatter = endsMatter;
    }

    /** What was found. */
    record Found(Set<String> ends, int runs, boolean complete) {}

    static Found search(Body body, Supplier<String> state, int most) {
        return search(body, state, most, new AllRuns(0, false));
    }

    /** As above, of a program that can see which threads have begun and ended. */
    static Found searchWithEnds(Body body, Supplier<String> state, int most) {
        return search(body, state, most, new AllRuns(0, true));
    }

    /**
     * As above; the first times, so many, that time passes in a run it may although some can run.
     */
    static Found search(Body body, Supplier<String> state, int most, int earlyTimeouts) {
        return search(body, state, most, new AllRuns(earlyTimeouts, false));
    }

    private static Found search(Body body, Supplier<String> state, int most, AllRuns all) {
        Control.install();
        Loop loop =
                new Loop(
                        new Recorder(all, false),
                        new Limits(5_000, Duration.ofSeconds(10), 1),
                        World.DEFAULT.withEarlyTimers(all.earlyTimeouts > 0));
        loop.driver().takeStacks(false);
        Set<String> ends = new HashSet<>();
        return Session.call(
                loop,
                session -> {
                    int runs = 0;
                    do {
                        Ending ending =
                                session.run(
                                        () -> {
                                            try {
                                                body.run();
                                            } catch (Throwable e) {
                                                throw new AssertionError(e);
                                            }
                                        });
                        ends.add(ending.kind() + " " + state.get());
                        runs++;
                    } while (all.paths.next() && runs < most);
                    return new Found(ends, runs, runs < most);
                });
    }

    @Override
    public String name() {
        return "all";
    }

    @Override
    public void begin(long seed) {
        paths.begin();
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        for (int i = 0; i < runnable.size() && !endsMatter; i++) {
            Fiber fiber = runnable.get(i);
            if (fiber.access() == Access.ALONE && fiber.waiting() == Wait.NOTHING) {
                return fiber; // It begins or ends.
            }
        }
        return runnable.get(paths.choose(runnable.size()));
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return among.get(paths.choose(among.size()));
    }

    @Override
    public int draw(Choice choice, int bound) {
        if (choice == Choice.STALL) {
            return bound == 2 ? paths.choose(2) : earlyTimeouts;
        }
        return choice == Choice.READY || choice == Choice.CHOOSE ? paths.choose(bound) : 0;
    }

    @Override
    public boolean happens(Choice choice) {
        return false;
    }
}
