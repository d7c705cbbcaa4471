package dev.heddle.prove;

import dev.heddle.kernel.HeddleException;

import java.util.List;

/**
 * Sees to it that all classes of this package are loaded before the first run. They are asked, and
 * told, on the threads of the program: were one of them loaded there, the locks of the class loader
 * would be told to what is just being loaded, which then could not be.
 */
final class Loaded {

    /** Also those that javac makes for a {@code switch}. */
    private static final List<String> CLASSES =
            List.of(
                    "Accesses",
                    "Accesses$1",
                    "Attempt",
                    "Bounded",
                    "Branch",
                    "Candidates",
                    "Candidates$1",
                    "Early",
                    "Exhaustive",
                    "Exhaustive$1",
                    "Findings",
                    "Frontier",
                    "Hashed",
                    "Interrupts",
                    "Interrupts$1",
                    "Kind",
                    "Loaded",
                    "Node",
                    "Node$Asleep",
                    "Objects",
                    "OpenCalls",
                    "OpenCalls$Stack",
                    "Options",
                    "Path",
                    "Search",
                    "Sort",
                    "Spins",
                    "Spins$Round",
                    "Step",
                    "Stored",
                    "TaskSteps",
                    "Threads",
                    "Touched",
                    "Trace",
                    "Waits");

    private Loaded() {}

    /** Loads them; the names of all. */
    static List<String> all() {
        String prefix = Loaded.class.getPackageName() + ".";
        try {
            for (String name : CLASSES) {
                Class<?> _ = Class.forName(prefix + name);
            }
        } catch (ClassNotFoundException e) {
            throw new HeddleException("This jar of Heddle has not all of its classes.", e);
        }
        return CLASSES;
    }
}
