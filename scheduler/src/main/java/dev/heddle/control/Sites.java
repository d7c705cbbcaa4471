package dev.heddle.control;

import dev.heddle.kernel.Access;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The places in the program where a fiber can be preempted. Instrumented code names a place by its
 * index in this table; the kernel knows it by a number that is the same in every JVM.
 */
public final class Sites {

    /**
     * A place in the program.
     *
     * @param type the class, as in Java source
     * @param method the method
     * @param line the line, or -1 if the class file does not say
     * @param file the source file, or an empty string if the class file does not say
     * @param action what is about to happen there
     */
    public record Site(String type, String method, int line, String file, String action) {

        /** The place as in a stack trace, where development tools make it a link. */
        public String location() {
            String source = file.isEmpty() ? "Unknown Source" : file + (line < 0 ? "" : ":" + line);
            return "at " + type + "." + method + "(" + source + ")";
        }
    }

    private static final Object lock = new Object();
    private static @Nullable Site[] sites = new Site[1024];
    private static int[] stable = new int[1024];

    /** What is done there, as in {@link dev.heddle.kernel.Access}, and to which field. */
    private static int[] accesses = new int[1024];

    private static int[] members = new int[1024];

    /** For a static field, how far up the superclasses of the one that is named its class is. */
    private static byte[] levels = new byte[1024];

    private static int count;

    /** The first {@code found} places by their numbers; made when somebody wants to see a place. */
    private static final Map<Integer, Site> byNumber = new HashMap<>();

    private static int found;

    private Sites() {}

    /**
     * Adds a place.
     *
     * @param ordinal its number within its method, which keeps places of one line apart
     * @param access as in {@link dev.heddle.kernel.Access}
     * @param field the field that is accessed there, or null
     */
    static int add(
            Site site,
            String descriptor,
            int ordinal,
            int access,
            Hierarchy.@Nullable Field field) {
        int number = site.type().hashCode();
        number = 31 * number + site.method().hashCode();
        number = 31 * number + descriptor.hashCode();
        number = 31 * number + ordinal;
        synchronized (lock) {
            if (count == sites.length) {
                sites = Arrays.copyOf(sites, count * 2);
                stable = Arrays.copyOf(stable, count * 2);
                accesses = Arrays.copyOf(accesses, count * 2);
                members = Arrays.copyOf(members, count * 2);
                levels = Arrays.copyOf(levels, count * 2);
            }
            sites[count] = site;
            stable[count] = number;
            accesses[count] = access;
            members[count] = field == null ? 0 : field.member();
            levels[count] = field == null ? 0 : field.level();
            return count++;
        }
    }

    /**
     * The number of a place that is none in a class of the program: what is done there is said by
     * who runs the program.
     */
    public static int outside(String type, String method, String action) {
        Site site = new Site(type, method, -1, "", action);
        return stable(add(site, "", action.hashCode(), Access.ALONE, null));
    }

    /** The number by which the kernel knows the place with this index. */
    static int stable(int index) {
        return stable[index];
    }

    /** What is done at the place with this index, as in {@link dev.heddle.kernel.Access}. */
    static int access(int index) {
        return accesses[index];
    }

    /** Which field is accessed at the place with this index, as a number. */
    static int member(int index) {
        return members[index];
    }

    /** How far above the named class the one is whose static field is accessed there. */
    static int level(int index) {
        return levels[index];
    }

    /**
     * As {@link #find}, without waiting for anybody: for use in a run, by a thread that has come to
     * the place, or after one that has. It looks at one place after the other.
     */
    public static @Nullable Site search(int number) {
        int[] numbers = stable;
        Site[] all = sites;
        for (int i = 0; i < numbers.length && i < all.length && all[i] != null; i++) {
            if (numbers[i] == number) {
                return all[i];
            }
        }
        return null;
    }

    /** The place the kernel knows by this number, or null if there is none. */
    public static @Nullable Site find(int number) {
        synchronized (lock) {
            for (; found < count; found++) {
                byNumber.putIfAbsent(stable[found], sites[found]);
            }
            return byNumber.get(number);
        }
    }
}
