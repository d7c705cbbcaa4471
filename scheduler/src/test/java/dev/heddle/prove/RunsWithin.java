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
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs a program under every schedule with at most so many preemptions, without any reduction:
 * shares nothing with the search that is tested.
 */
final class RunsWithin implements Strategy {

    private final int most;
    private final List<Integer> path = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>();
    private int at;
    private int preemptions;

    /** Who was chosen last, but for those that only began or ended. */
    private @Nullable Fiber last;

    /** What was found. */
    record Found(Set<String> ends, int runs, boolean complete) {}

    private RunsWithin(int most) {
        this.most = most;
    }

    static Found search(Body body, Supplier<String> state, int preemptions, int mostRuns) {
        Control.install();
        RunsWithin all = new RunsWithin(preemptions);
        Loop loop =
                new Loop(
                        new Recorder(all, false),
                        new Limits(5_000, Duration.ofSeconds(10), 1),
                        World.DEFAULT);
        loop.driver().takeStacks(false);
        Set<String> ends = new HashSet<>();
        return Session.call(
                loop,
                session -> {
                    int runs = 0;
                    do {
                        Ending ending = session.run(() -> run(body));
                        ends.add(ending.kind() + " " + state.get());
                        runs++;
                    } while (all.hasNext() && runs < mostRuns);
                    return new Found(ends, runs, runs < mostRuns);
                });
    }

    private static void run(Body body) {
        try {
            body.run();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private boolean hasNext() {
        for (int i = path.size() - 1; i >= 0; i--) {
            if (path.get(i) + 1 < widths.get(i)) {
                path.set(i, path.get(i) + 1);
                path.subList(i + 1, path.size()).clear();
                widths.subList(i + 1, widths.size()).clear();
                return true;
            }
        }
        return false;
    }

    private int choose(int width) {
        if (at == path.size()) {
            path.add(0);
            widths.add(width);
        } else if (widths.get(at) != width) {
            throw new AssertionError("The program is not deterministic.");
        }
        return path.get(at++);
    }

    @Override
    public String name() {
        return "within";
    }

    @Override
    public void begin(long seed) {
        at = 0;
        preemptions = 0;
        last = null;
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber.access() == Access.ALONE && fiber.waiting() == Wait.NOTHING) {
                return fiber; // It begins or ends.
            }
        }
        Fiber before = last;
        boolean counts =
                before != null && runnable.contains(before) && !(yielding && current == before);
        if (counts && preemptions == most) {
            return before;
        }
        Fiber chosen = runnable.get(choose(runnable.size()));
        if (counts && chosen != before) {
            preemptions++;
        }
        last = chosen;
        return chosen;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return among.get(choose(among.size()));
    }

    @Override
    public boolean happens(Choice choice) {
        return false;
    }
}
