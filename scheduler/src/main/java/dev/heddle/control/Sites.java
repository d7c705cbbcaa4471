package dev.heddle.control;

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
    private static Site[] sites = new Site[1024];
    private static int[] stable = new int[1024];
    private static int count;

    /** The first {@code found} places by their numbers; made when somebody wants to see a place. */
    private static final Map<Integer, Site> byNumber = new HashMap<>();

    private static int found;

    private Sites() {}

    /**
     * Adds a place.
     *
     * @param ordinal its number within its method, which keeps places of one line apart
     */
    static int add(Site site, String descriptor, int ordinal) {
        int number = site.type().hashCode();
        number = 31 * number + site.method().hashCode();
        number = 31 * number + descriptor.hashCode();
        number = 31 * number + ordinal;
        synchronized (lock) {
            if (count == sites.length) {
                sites = Arrays.copyOf(sites, count * 2);
                stable = Arrays.copyOf(stable, count * 2);
            }
            sites[count] = site;
            stable[count] = number;
            return count++;
        }
    }

    /** The number by which the kernel knows the place with this index. */
    static int stable(int index) {
        return stable[index];
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
