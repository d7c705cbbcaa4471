package dev.heddle.control;

import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The packages of the JDK inside which fibers can be preempted, in the runs that ask for it.
 *
 * <p>A class is given its points once for the whole JVM. Each knows, as a set of bits, the packages
 * on whose account it is there, and acts in runs that have asked for one of them; all other runs
 * stay as they were.
 */
final class Inside {

    /** As many as an {@code int} has bits, without its sign. */
    private static final int MOST_PACKAGES = 31;

    /**
     * The packages asked for so far, as prefixes of internal names; a package's bit is its index.
     * Replaced as a whole.
     */
    private static volatile List<String> prefixes = List.of();

    /**
     * What the JVM and the JDK do once only: load a class, link a call site, fill a cache of method
     * types; and what they keep for the whole JVM. Points in there would make the first run, or
     * each, unlike the others.
     */
    private static final Map<String, Set<String>> ONCE =
            Map.ofEntries(
                    Map.entry(
                            "java/lang/invoke/MethodHandleNatives",
                            Set.of(
                                    "linkCallSite",
                                    "linkDynamicConstant",
                                    "linkMethodHandleConstant",
                                    "linkMethod",
                                    "findMethodHandleType")),
                    // When a handle was called often enough, by code that is interpreted.
                    Map.entry("java/lang/invoke/MethodHandle", Set.of("customize()V")),
                    Map.entry("java/lang/invoke/LambdaForm", Set.of("compileToBytecode()V")),
                    Map.entry("java/lang/invoke/MethodType", Set.of("makeImpl")),
                    Map.entry("java/lang/invoke/VarForm", Set.of("resolveMemberName")),
                    Map.entry(
                            "java/lang/invoke/LambdaFormEditor",
                            Set.of("getInCache", "putInCache")),
                    Map.entry("java/lang/invoke/ClassSpecializer", Set.of("findSpecies")),
                    Map.entry("java/lang/reflect/Proxy", Set.of("getProxyConstructor")),
                    Map.entry(
                            "jdk/internal/util/ReferencedKeyMap",
                            Set.of(
                                    "get",
                                    "put",
                                    "putIfAbsent",
                                    "intern",
                                    "removeStaleReferences")));

    /**
     * The list of all pools of the JVM: quiet in any case, since what is done there depends on the
     * pools that earlier runs have left, and proofs would take it for a part of the program.
     */
    private static final String POOLS = "jdk/internal/vm/ThreadContainers";

    private static final Set<String> LISTS = Set.of("registerContainer", "deregisterContainer");

    /**
     * By this one the JVM loads classes: quiet in any case, since on the way a monitor may be taken
     * that is also taken for data, such as that of a {@code Hashtable}.
     */
    private static final String LOADER = "java/lang/ClassLoader";

    private static final String LOADS = "loadClass(Ljava/lang/String;)Ljava/lang/Class;";

    /** Whether any package was ever asked for. */
    static boolean on;

    private Inside() {}

    /**
     * The bits of packages, which are added if they are new.
     *
     * @throws IllegalArgumentException if inside one of them nobody can be preempted
     */
    static int bits(Policy policy, List<String> packages) {
        int bits = 0;
        for (String name : packages) {
            policy.checkCanBeInside(name);
            String prefix = name.replace('.', '/') + "/";
            List<String> known = prefixes;
            if (!known.contains(prefix)) {
                if (known.size() == MOST_PACKAGES) {
                    throw new IllegalArgumentException(
                            "Not more than %d packages of the JDK can be instrumented in one JVM."
                                    .formatted(MOST_PACKAGES));
                }
                List<String> more = new ArrayList<>(known);
                more.add(prefix);
                prefixes = List.copyOf(more);
            }
            bits |= 1 << prefixes.indexOf(prefix);
        }
        return bits;
    }

    /** The packages on whose account a class has points; none for most. */
    static int bitsOf(String className) {
        int bits = 0;
        List<String> known = prefixes;
        for (int i = 0; i < known.size(); i++) {
            if (className.startsWith(known.get(i))) {
                bits |= 1 << i;
            }
        }
        return bits;
    }

    /** Whether a class has methods whose work is done once only. */
    static boolean hasMethodsExecutedOnce(String className) {
        return on && ONCE.containsKey(className);
    }

    /** Whether a class may have methods of which {@link #isExecutedOnce} says so. */
    static boolean mayHaveMethodsExecutedOnce(String className) {
        return className.equals(LOADER)
                || className.equals(POOLS)
                || hasMethodsExecutedOnce(className);
    }

    /** Whether what a method does is done once only. */
    static boolean isExecutedOnce(String className, String method, String descriptor) {
        if (className.equals(LOADER)) {
            return LOADS.equals(method + descriptor);
        }
        if (className.equals(POOLS)) {
            return LISTS.contains(method);
        }
        Set<String> methods = ONCE.get(className);
        return on
                && methods != null
                && (methods.contains(method) || methods.contains(method + descriptor));
    }

    /**
     * A hook begins that may use what is instrumented: what it does must not be preempted half-way.
     */
    static @Nullable Object beginHook() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginHook();
        }
        return fiber;
    }

    /** Ends what {@link #beginHook} has begun. */
    static void endHook(@Nullable Object begun) {
        if (begun instanceof Fiber fiber) {
            fiber.endHook();
        }
    }
}
