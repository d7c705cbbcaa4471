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
import dev.heddle.schedule.Paths;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a program under every schedule that has at most so many preemptions, whatever the other
 * choices are: proof that no schedule with so few of them fails. Shares nothing with the shrinker.
 */
final class AllSchedules implements Strategy {

    /** A run of one of the small programs here has far fewer steps, unless a thread spins. */
    private static final long MOST_STEPS = 400;

    private final Paths paths = new Paths();

    private final int bound;
    private int preemptions;
    private int runs;

    private AllSchedules(int bound) {
        this.bound = bound;
    }

    /** What was found: the end of a run that failed, if one did, and how many runs there were. */
    record Found(Optional<Ending> failure, int runs) {}

    /** Searches up to the first run that ends as a failure of this kind. */
    static Found search(Body body, int preemptions, Ending.Kind kind) {
        Control.install();
        AllSchedules all = new AllSchedules(preemptions);
        Loop loop =
                new Loop(
                        new Recorder(all, false),
                        new Limits(MOST_STEPS, Duration.ofSeconds(10), 1),
                        World.DEFAULT);
        loop.driver().takeStacks(false);
        return Session.call(
                loop,
                session -> {
                    do {
                        Ending ending = session.run(Lab.program(body));
                        all.runs++;
                        if (ending.kind() == kind) {
                            return new Found(Optional.of(ending), all.runs);
                        }
                        if (ending.kind() != Ending.Kind.FINISHED
                                && ending.kind() != Ending.Kind.STEP_LIMIT) {
                            throw new AssertionError("Another failure: " + ending);
                        }
                    } while (all.paths.next());
                    return new Found(Optional.empty(), all.runs);
                });
    }

    @Override
    public String name() {
        return "all";
    }

    @Override
    public void begin(long seed) {
        paths.begin();
        preemptions = 0;
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        boolean preemptive = current != null && !yielding;
        if (preemptive && preemptions == bound) {
            return current;
        }
        List<Fiber> options = new ArrayList<>();
        if (preemptive) {
            options.add(current);
        }
        for (int i = 0; i < runnable.size(); i++) {
            if (!options.contains(runnable.get(i))) {
                options.add(runnable.get(i));
            }
        }
        Fiber chosen = options.get(paths.choose(options.size()));
        if (preemptive && chosen != current) {
            preemptions++;
        }
        return chosen;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        return among.get(paths.choose(among.size()));
    }

    @Override
    public boolean happens(Choice choice) {
        return false;
    }
}
