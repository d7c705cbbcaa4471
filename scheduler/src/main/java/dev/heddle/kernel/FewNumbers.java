package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * What is drawn at random from few numbers, where that is a choice like {@link Marks#choose} and
 * not the generator's: in a proof, which visits each of them. Whether it is so in a run, the {@link
 * Chooser} says by the number that {@link Chance} begins with. So that is on the tape, and a replay
 * does the same.
 *
 * <p>Only generators without a seed of their own are asked about, as long as nobody has drawn
 * anything else from them, or given them a seed since: others do not draw just any number.
 */
@Internal
public final class FewNumbers {

    /** From more than this many, nothing is ever chosen. */
    public static final int MOST = 64;

    /** Of one run. Else a program that draws until it likes what it gets had no longest run. */
    public static final int MOST_DRAWS = 32;

    /** Numbers beyond this one say how many are few. Another strategy hardly ever draws them. */
    private static final int ROOTS = Integer.MAX_VALUE - 1 - MOST;

    /** A generator that draws from another one. */
    public interface Forwarding extends RandomGenerator {
        /** Which one, in the run that the calling fiber is in. */
        RandomGenerator forwardsTo();
    }

    /** Where generators of a class keep their state. */
    private static final Map<Class<?>, List<VarHandle>> STATES = new HashMap<>();

    private final Loop loop;

    /** From at most so many it is chosen; 0 if never. */
    private int most;

    private int draws;

    /** Generators of the run without a seed of their own, and their states when they were made. */
    private @Nullable Object[] made = new Object[4];

    private long[] states = new long[4];
    private int count;

    FewNumbers(Loop loop) {
        this.loop = loop;
    }

    /**
     * What a chooser draws as {@link Chooser.Choice#CHANCE} if it wants to choose.
     *
     * @param most among how many; with less than two there is nothing to choose
     */
    public static int root(int most) {
        return most < 2 ? 0 : ROOTS + Math.min(most, MOST);
    }

    /**
     * A run begins.
     *
     * @return the number that all else is derived from
     */
    int begin(int root) {
        most = Math.max(0, root - ROOTS);
        draws = 0;
        Arrays.fill(made, 0, count, null);
        count = 0;
        return most > 0 ? 0 : root;
    }

    /** Whether what is drawn from few numbers is chosen in this run. */
    public boolean isChosen() {
        return most > 0;
    }

    /** How many generators there are that were given no seed. */
    int count() {
        return count;
    }

    /** A generator was made that has no seed of its own. */
    public void made(Object generator) {
        if (most == 0 || !isOfTheJdk(generator.getClass())) {
            return; // What others do with what they have drawn is not known.
        }
        if (count == made.length) {
            made = Arrays.copyOf(made, count * 2);
            states = Arrays.copyOf(states, count * 2);
        }
        made[count] = generator;
        states[count++] = state(generator);
    }

    private static boolean isOfTheJdk(Class<?> type) {
        return type.getClassLoader() == null;
    }

    /** Whether something was drawn from one of them that was not chosen. */
    boolean hasDrawn() {
        for (int i = 0; i < count; i++) {
            Object generator = made[i];
            if (generator != null && state(generator) != states[i]) {
                return true;
            }
        }
        return false;
    }

    /**
     * Which of so many numbers a generator draws, from 0 on; -1 if it has to draw it itself.
     *
     * @param generator for secure numbers, one of which it is known that what it draws is the run's
     */
    public int draw(Fiber fiber, Object generator, long numbers) {
        if (numbers > most || numbers < 1 || fiber.initialiser() != null) {
            return -1; // Nearly always.
        }
        Object of = generator instanceof Forwarding one ? one.forwardsTo() : generator;
        if (!draws(of) || fiber.isLooking() || fiber.isKilled() || loop.ending != null) {
            return -1;
        }
        if (numbers == 1) {
            return 0;
        }
        if (draws == MOST_DRAWS) {
            return -1;
        }
        draws++;
        loop.choices.counts();
        return loop.choices.draw(Chooser.Choice.CHOOSE, (int) numbers);
    }

    /** Whether what this draws can be anything. */
    private boolean draws(Object generator) {
        if (generator instanceof ThreadLocalRandom || generator instanceof SecureRandom) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            if (made[i] == generator) {
                return state(generator) == states[i];
            }
        }
        return false;
    }

    /** A number for the state of a generator: another one as soon as something was drawn. */
    private static long state(Object generator) {
        long state = 0;
        for (VarHandle field : fields(generator.getClass())) {
            Class<?> type = field.varType();
            long value;
            if (type == AtomicLong.class) {
                value = ((AtomicLong) field.get(generator)).getPlain();
            } else if (type == int.class) {
                value = (int) field.get(generator);
            } else {
                value = (long) field.get(generator);
            }
            state = Mix.of(state, value);
        }
        return state;
    }

    private static List<VarHandle> fields(Class<?> type) {
        synchronized (STATES) {
            List<VarHandle> known = STATES.get(type);
            if (known == null) {
                known = find(type);
                STATES.put(type, known);
            }
            return known;
        }
    }

    /** What generators inherit has none but for subclasses of {@code Random}. */
    private static boolean hasState(Class<?> type) {
        return type != Object.class && !type.getName().startsWith("jdk.internal.util.");
    }

    private static List<VarHandle> find(Class<?> type) {
        List<VarHandle> found = new ArrayList<>();
        try {
            for (Class<?> at = type; hasState(at); at = at.getSuperclass()) {
                Members members = Members.of(at.getName());
                for (Field field : at.getDeclaredFields()) {
                    Class<?> of = field.getType();
                    boolean isState = of == long.class || of == int.class || of == AtomicLong.class;
                    if (isState && !Modifier.isStatic(field.getModifiers())) {
                        found.add(members.field(field.getName()));
                    }
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new HeddleException("What " + type + " draws can not be followed: " + e, e);
        }
        return List.copyOf(found);
    }
}
