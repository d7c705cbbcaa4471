package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives objects their identity hash codes before the JVM does.
 *
 * <p>In a run they follow from its chance, the name of the object's class, and how many objects of
 * classes of that name were given one before: so an object that survives a run, and has its hash
 * code already in the next, changes nothing for those of other classes. Objects that are bound to
 * survive (classes, constants of enums, lambdas that capture nothing, the thread of the body, what
 * a class initialiser asks about) have one that does not depend on the run at all.
 *
 * <p>Whoever has been asked for its hash code before a run keeps what the JVM has drawn: an object
 * may be a key in a map by then.
 */
@Internal
public final class Hashes {

    /** More classes than a program has, unless it loads them anew for every run. */
    private static final int MOST_KINDS = 1 << 14;

    /** Keeps what is given to locked objects apart from what is given to those that are asked. */
    private static final long LOCKED = -1;

    private final Loop loop;

    /** What the hash codes of the run follow from. */
    private long root;

    /** The number of the run, by which a count is known to be of this run. */
    private long run;

    /** The classes seen so far, by identity, with gaps; as long as {@link #kinds}. */
    private @Nullable Class<?>[] classes = new Class<?>[256];

    private @Nullable Kind[] kinds = new Kind[256];
    private int known;

    /** The counts by the name of the class: classes of one name, in several loaders, share one. */
    private final Map<String, Count> counts = new HashMap<>();

    // What was asked for last is usually asked for again.
    private Class<?> lastClass = Object.class;
    private @Nullable Kind lastKind;

    Hashes(Loop loop) {
        this.loop = loop;
    }

    /**
     * What is known of a class.
     *
     * @param isPart whether its objects, or their elements, are parts of larger ones of the JDK
     */
    private record Kind(
            boolean overrides, boolean survives, boolean isPart, long name, Count count) {}

    /** How many objects were given a hash code in a run. */
    private static final class Count {
        private long run;
        private int given;

        int next(long inRun) {
            if (run != inRun) {
                run = inRun;
                given = 0;
            }
            return given++;
        }
    }

    /** Whether identity hash codes can be given in this JVM. */
    public static boolean areControlled() {
        return MarkWord.isKnown();
    }

    /**
     * Gives a class its hash code, which is the same in every run. The JVM draws one itself when it
     * initialises the class, so this must come before.
     */
    public static void giveToClass(Class<?> type) {
        if (MarkWord.isFree(type)) {
            MarkWord.set(type, hash(Mix.of(nameOf(type).hashCode(), 1)));
        }
    }

    void begin(long rootOfRun) {
        root = Mix.of(rootOfRun);
        run++;
        if (known > MOST_KINDS) {
            classes = new Class<?>[256];
            kinds = new Kind[256];
            known = 0;
            lastClass = Object.class;
            lastKind = null;
        }
    }

    /** An object's {@code hashCode()} is about to be called; it may be a method of its own. */
    public void asked(Fiber fiber, Object object) {
        if (!kindOf(fiber, object.getClass()).overrides) {
            give(fiber, object);
        }
    }

    /** An object's identity hash code is about to be asked for. */
    public void give(Fiber fiber, Object object) {
        if (MarkWord.isFree(object)) {
            fiber.mask();
            try {
                Kind kind = kindOf(fiber, object.getClass());
                long number =
                        isBoundToSurvive(kind, object) ? fixed(kind, object) : counted(fiber, kind);
                MarkWord.set(object, hash(number));
            } finally {
                fiber.unmask();
            }
        }
    }

    /**
     * An object's monitor is about to be used, and monitors are found by the hash code. That must
     * not count: the JDK locks objects of its own only when it does something for the first time.
     * So it follows from the step, and objects that are locked in the same one may share it.
     */
    void giveToLocked(Fiber fiber, Object object) {
        if (MarkWord.isFree(object)) {
            boolean masked = fiber.isMasked();
            fiber.mask();
            try {
                Kind kind = kindOf(fiber, object.getClass());
                long number =
                        isBoundToSurvive(kind, object)
                                ? fixed(kind, object)
                                : fiber.initialiser() != null
                                        ? kind.name
                                        : Mix.of(Mix.of(root ^ kind.name, LOCKED), loop.steps());
                MarkWord.set(object, hash(number));
            } finally {
                if (!masked) {
                    fiber.unmask();
                }
            }
        }
    }

    /**
     * An object is about to be accessed, and who looks for data races finds its places by the hash
     * code. Whether somebody looks must not matter, so it is given in any case; and as above, what
     * the JDK does for the first time must not count. But of the parts of which its queues and
     * tables consist there are many in one step, and nobody asks those.
     */
    void giveToAccessed(Fiber fiber, Object object) {
        if (!MarkWord.isFree(object)) {
            return;
        }
        Kind kind = kindOf(fiber, object.getClass());
        if (!kind.isPart) {
            giveToLocked(fiber, object);
            return;
        }
        MarkWord.set(object, hash(counted(fiber, kind)));
    }

    private boolean isBoundToSurvive(Kind kind, Object object) {
        return object instanceof Class<?>
                || object instanceof Enum<?>
                || kind.survives
                || object == loop.driver().body();
    }

    private static long fixed(Kind kind, Object object) {
        if (object instanceof Class<?> type) {
            return Mix.of(nameOf(type).hashCode(), 1);
        }
        if (object instanceof Enum<?> constant) {
            long type = nameOf(constant.getDeclaringClass()).hashCode();
            return Mix.of(type, constant.name().hashCode());
        }
        // Equal strings and numbers may be one and the same object.
        return kind.overrides ? Mix.of(kind.name, object.hashCode()) : kind.name;
    }

    private long counted(Fiber fiber, Kind kind) {
        Initialiser initialiser = fiber.initialiser();
        return initialiser != null
                ? kind.name + initialiser.next()
                : Mix.of(root ^ kind.name, kind.count.next(run));
    }

    private static int hash(long number) {
        int hash = (int) (Mix.of(number) >>> 33);
        return hash == 0 ? 1 : hash;
    }

    // --- classes --------------------------------------------------------------------------------

    private Kind kindOf(Fiber fiber, Class<?> type) {
        Kind last = lastKind;
        if (type == lastClass && last != null) {
            return last;
        }
        Kind found = find(type);
        if (found == null) {
            boolean masked = fiber.isMasked();
            fiber.mask();
            try {
                found = add(type);
            } finally {
                if (!masked) {
                    fiber.unmask();
                }
            }
        }
        lastClass = type;
        lastKind = found;
        return found;
    }

    private @Nullable Kind find(Class<?> type) {
        giveToClass(type);
        return kinds[slot(type, classes)];
    }

    /** Where a class is in a table, or would be. */
    private static int slot(Class<?> type, @Nullable Class<?>[] table) {
        int slot = System.identityHashCode(type) & (table.length - 1);
        while (table[slot] != null && table[slot] != type) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private Kind add(Class<?> type) {
        if (++known * 2 > classes.length) {
            grow();
        }
        String name = nameOf(type);
        Kind kind =
                new Kind(
                        !type.isArray() && overrides(type),
                        survives(type),
                        name.contains("java.util.") && name.indexOf('$') >= 0,
                        Mix.of(name.hashCode()),
                        counts.computeIfAbsent(name, key -> new Count()));
        int slot = slot(type, classes);
        classes[slot] = type;
        kinds[slot] = kind;
        return kind;
    }

    private void grow() {
        @Nullable Class<?>[] moreClasses = new Class<?>[classes.length * 2];
        @Nullable Kind[] moreKinds = new Kind[classes.length * 2];
        for (int i = 0; i < classes.length; i++) {
            Class<?> type = classes[i];
            if (type != null) {
                int slot = slot(type, moreClasses);
                moreClasses[slot] = type;
                moreKinds[slot] = kinds[i];
            }
        }
        classes = moreClasses;
        kinds = moreKinds;
    }

    /** The name of a class, without the address that the JVM gives to hidden ones. */
    private static String nameOf(Class<?> type) {
        String name = type.getName();
        int address = name.indexOf('/');
        return address < 0 ? name : name.substring(0, address);
    }

    /** Whether the hash code is another than the identity hash code. */
    private static boolean overrides(Class<?> type) {
        try {
            MethodHandles.Lookup all = Jdk.allMembers();
            MethodType descriptor = MethodType.methodType(int.class);
            Class<?> owner =
                    all.revealDirect(all.findVirtual(type, "hashCode", descriptor))
                            .getDeclaringClass();
            return owner != Object.class && owner != Enum.class;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("There is no class without hashCode.", e);
        }
    }

    /** Whether an object of this class is likely to be there in later runs as well. */
    private static boolean survives(Class<?> type) {
        if (type.getName().startsWith("java.lang.")) {
            return type == String.class
                    || type == Boolean.class
                    || type == Character.class
                    || Number.class.isAssignableFrom(type);
        }
        try {
            // The lambda of a call site that captures nothing is made once.
            return type.isHidden() && type.getDeclaredFields().length == 0;
        } catch (LinkageError e) {
            return false; // It has fields, of types that can not be loaded.
        }
    }
}
