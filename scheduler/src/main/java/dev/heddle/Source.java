package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.schedule.Behaviours;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

/**
 * Draws schedules one after the other, as an exploration would. What is learnt from the runs made
 * under those drawn before is a part of the next one's name, so that each stands for itself.
 *
 * <p>The strategy itself makes the first run under the schedule that was drawn last: that is how it
 * learns. All other runs are made by one that is made from the name.
 *
 * {@snippet :
 *     Source source = new Source("pos");
 *     for (long seed = 1; seed <= 10; seed++) {
 *         Schedule schedule = source.next(seed);
 *         schedule.run(() -> log.add("run"));
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Source {

    private final Strategy strategy;
    private final Behaviours behaviours = new Behaviours();

    /** Whether the strategy stands where it has begun the schedule that was drawn last. */
    private @Nullable Schedule ready;

    /**
     * A source of the schedules that a strategy makes.
     *
     * @param strategy its name: see {@link Explorer#strategy(String)}
     * @throws dev.heddle.kernel.HeddleException if there is no such strategy
     */
    public Source(String strategy) {
        this.strategy = Strategies.named(strategy);
    }

    /** The next schedule, from a seed. */
    public synchronized Schedule next(long seed) {
        strategy.begin(seed);
        Schedule schedule = Schedule.drawn(strategy.nameOfRun(), seed, this);
        ready = schedule;
        return schedule;
    }

    /** What is to make the first run; null if that has begun, or others were drawn meanwhile. */
    @SuppressWarnings("ReferenceEquality") // That one, and not one that is like it.
    synchronized @Nullable Strategy take(Schedule schedule) {
        if (ready != schedule) {
            return null;
        }
        ready = null;
        return new Begun(strategy);
    }

    /** A run that the strategy itself has made has ended. */
    synchronized void ended(long behaviour) {
        strategy.ended(behaviour, behaviours.add(behaviour));
    }

    /** The strategy, which has begun the run already. */
    private record Begun(Strategy strategy) implements Strategy {

        @Override
        public String name() {
            return strategy.nameOfRun();
        }

        @Override
        public void begin(long seed) {
            // Done when the schedule was drawn.
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return strategy.next(runnable, current, yielding);
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return strategy.pick(choice, among);
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return strategy.happens(choice);
        }

        @Override
        public int draw(Chooser.Choice choice, int bound) {
            return strategy.draw(choice, bound);
        }
    }
}
