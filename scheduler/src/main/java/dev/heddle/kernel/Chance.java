package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where all that a program draws at random comes from in a run: one number that the {@link Chooser}
 * draws as the run begins. Equal numbers give equal values, another run usually has another one,
 * and no value depends on what an earlier run, or the JVM, has drawn.
 *
 * <p>The number is drawn in every run, whether the program needs it or not: classes of the JDK draw
 * something when they are used for the first time, and a run must not depend on whether it is the
 * first.
 *
 * <p>What is drawn for one purpose does not change what is drawn for another. Nothing of this is
 * secure: whoever knows the token of a run knows every key that was made in it.
 */
@Internal
public final class Chance {

    private static final long SEEDS = 1;
    private static final long SPLITTING = 2;
    private static final long MATH = 3;
    private static final long SHUFFLING = 4;
    private static final long BYTES = 5;
    private static final long ORDER = 6;
    private static final long THREADS = 7;

    private final Loop loop;
    private final Hashes hashes;
    private final FewNumbers few;

    /** What everything is derived from. */
    private long root;

    /** How many seeds were given to generators. */
    private long seeds;

    /** How many generators that can be split were given theirs. */
    private long split;

    /** Whether a number was drawn from {@code ThreadLocalRandom}. */
    private boolean byThread;

    private @Nullable AtomicLong splitting;
    private @Nullable Random math;
    private @Nullable Random shuffling;

    /** The state of each generator of secure numbers that was used, in the order of first use. */
    private @Nullable IdentityHashMap<SecureRandom, long[]> secure;

    Chance(Loop loop) {
        this.loop = loop;
        this.hashes = new Hashes(loop);
        this.few = new FewNumbers(loop);
    }

    /** A run begins. */
    void begin() {
        root = few.begin(loop.choices.draw(Chooser.Choice.CHANCE, Integer.MAX_VALUE));
        seeds = 0;
        split = 0;
        byThread = false;
        splitting = null;
        math = null;
        shuffling = null;
        secure = null;
        hashes.begin(root);
    }

    /**
     * Whether the program has drawn a number, or a seed, in the run that nobody has chosen: by any
     * generator that it has not given a seed of its own.
     */
    public boolean hasDrawn() {
        int shuffles = few.isChosen() && shuffling != null ? 1 : 0;
        return seeds + split > few.count() - shuffles
                || few.hasDrawn()
                || (shuffling != null && shuffles == 0)
                || byThread
                || math != null
                || secure != null;
    }

    /** What is drawn from few numbers, where that is chosen. */
    public FewNumbers few() {
        return few;
    }

    /** The calling fiber has drawn from {@code ThreadLocalRandom}. */
    void drawsByThread() {
        byThread = true;
    }

    /** The identity hash codes of the run. */
    public Hashes hashes() {
        return hashes;
    }

    /** What the numbers of one thread are derived from. */
    long ofThread(int id) {
        return derived(THREADS, id);
    }

    private long derived(long purpose, long number) {
        return Mix.of(Mix.of(root, purpose), number);
    }

    /** The seed of a generator that was given none. */
    public long seed(Fiber fiber) {
        Initialiser initialiser = fiber.initialiser();
        return initialiser != null ? initialiser.next() : derived(SEEDS, seeds++);
    }

    /** The sum from which generators that can be split take their seeds. */
    public AtomicLong splitting(Fiber fiber) {
        Initialiser initialiser = fiber.initialiser();
        if (initialiser != null) {
            return new AtomicLong(initialiser.next());
        }
        AtomicLong known = splitting;
        if (known == null || few.isChosen()) { // Or it would matter who comes first.
            known = new AtomicLong(derived(SPLITTING, few.isChosen() ? split : 0));
            splitting = known;
        }
        split++;
        return known;
    }

    /** What {@code Math.random} returns. */
    public double random(Fiber fiber) {
        Initialiser initialiser = fiber.initialiser();
        if (initialiser != null) {
            return new Random(initialiser.next()).nextDouble();
        }
        Random known = math;
        if (known == null) {
            known = new Random(derived(MATH, 0));
            math = known;
        }
        return known.nextDouble();
    }

    /** The generator that {@code Collections.shuffle} uses if it is given none. */
    public Random shuffling(Fiber fiber) {
        Initialiser initialiser = fiber.initialiser();
        if (initialiser != null) {
            return new Random(initialiser.next());
        }
        Random known = shuffling;
        if (known == null) {
            known = new Random(derived(SHUFFLING, 0));
            shuffling = known;
            few.made(known);
        }
        return known;
    }

    /** The number, 32 bits long, by which sets and maps that can not be changed are ordered. */
    public long order(Fiber fiber) {
        // Not the initialiser's next number: an iterator looks at it more than once.
        long number = fiber.initialiser() != null ? 0 : derived(ORDER, 0);
        return number & 0xffff_ffffL;
    }

    /** Fills an array with what a generator of secure numbers draws next. */
    public void fill(Fiber fiber, SecureRandom generator, byte[] bytes) {
        Initialiser initialiser = fiber.initialiser();
        long[] state = initialiser == null ? stateOf(fiber, generator) : new long[1];
        int filled = 0;
        while (filled < bytes.length) {
            long number;
            if (initialiser != null) {
                number = initialiser.next();
            } else {
                state[0] += Mix.STEP;
                number = Mix.of(state[0]);
            }
            for (int i = 0; i < Long.BYTES && filled < bytes.length; i++) {
                bytes[filled++] = (byte) (number >>> (Byte.SIZE * i));
            }
        }
    }

    private long[] stateOf(Fiber fiber, SecureRandom generator) {
        hashes.give(fiber, generator); // The map asks for it.
        fiber.mask();
        try {
            IdentityHashMap<SecureRandom, long[]> states = secure;
            if (states == null) {
                states = new IdentityHashMap<>();
                secure = states;
            }
            long[] state = states.get(generator);
            if (state == null) {
                state = new long[] {derived(BYTES, states.size())};
                states.put(generator, state);
            }
            return state;
        } finally {
            fiber.unmask();
        }
    }
}
