package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Loop;

import org.jspecify.annotations.Nullable;

/** Lets a {@link Strategy} make the choices of a run and writes them to a {@link Tape}. */
@Internal
public final class Recorder implements Chooser {

    private final Tape tape = new Tape();
    private Strategy strategy;

    /** Whether the strategy is not one of this library's. */
    private boolean foreign;

    private final boolean spuriousWakeups;
    private long seed;

    /**
     * A recorder for one strategy.
     *
     * @param spuriousWakeups whether waits may end without anybody having ended them; if not, the
     *     strategy is not asked
     */
    public Recorder(Strategy strategy, boolean spuriousWakeups) {
        this.strategy = strategy;
        this.foreign = isForeign(strategy);
        this.spuriousWakeups = spuriousWakeups;
    }

    /** Lets another strategy make the choices of the runs from now on. */
    public void use(Strategy other) {
        strategy = other;
        foreign = isForeign(other);
    }

    private static boolean isForeign(Strategy strategy) {
        return !(strategy instanceof Replay || Strategies.canMake(strategy));
    }

    /** Sets the seed of the runs from now on. */
    public void seed(long value) {
        seed = value;
    }

    /**
     * The last run has ended, and was one of the strategy's.
     *
     * @param isNew whether it is the first that behaved so
     */
    public void ended(long behaviour, boolean isNew) {
        strategy.ended(behaviour, isNew);
    }

    /** The choices of the last run; overwritten by the next. */
    public Tape tape() {
        return tape;
    }

    @Override
    public void begin(Loop loop) {
        tape.clear();
        strategy.begin(seed);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        Fiber asking = hide();
        Fiber chosen;
        try {
            chosen = checked(strategy.next(runnable, current, yielding), runnable);
        } finally {
            show(asking);
        }
        tape.add(0, chosen.id());
        return chosen;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        Fiber asking = hide();
        Fiber chosen;
        try {
            chosen = checked(strategy.pick(choice, among), among);
        } finally {
            show(asking);
        }
        tape.add(Tape.streamOf(choice), chosen.id());
        return chosen;
    }

    @Override
    public boolean happens(Choice choice) {
        Fiber asking = hide();
        boolean answer;
        try {
            answer = spuriousWakeups && strategy.happens(choice);
        } finally {
            show(asking);
        }
        tape.add(Tape.streamOf(choice), answer ? 1 : 0);
        return answer;
    }

    @Override
    public int draw(Choice choice, int bound) {
        Fiber asking = hide();
        int drawn;
        try {
            drawn = strategy.draw(choice, bound);
        } finally {
            show(asking);
        }
        if (drawn < 0 || drawn >= bound) {
            throw new HeddleException(
                    "The strategy '%s' drew %d, which is not a number from 0 to %d."
                            .formatted(strategy.name(), drawn, bound - 1));
        }
        tape.add(Tape.streamOf(choice), drawn);
        return drawn;
    }

    /**
     * A strategy of the user's own is code like the program's: it must not be preempted, or it
     * would be asked while it answers.
     */
    private @Nullable Fiber hide() {
        Fiber asking = foreign ? Fiber.current() : null;
        if (asking != null) {
            asking.mask();
        }
        return asking;
    }

    private static void show(@Nullable Fiber asking) {
        if (asking != null) {
            asking.unmask();
        }
    }

    private Fiber checked(@Nullable Fiber chosen, Fibers among) {
        if (chosen == null || !among.contains(chosen)) {
            throw new HeddleException(
                    "The strategy '"
                            + strategy.name()
                            + "' chose a thread that was not to be chosen.");
        }
        return chosen;
    }
}
