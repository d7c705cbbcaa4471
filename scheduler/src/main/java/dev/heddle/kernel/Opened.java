package dev.heddle.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/**
 * Whether the inside of the JDK is open to this library where no run needs it: because an agent has
 * opened it for the runs, or because the JVM was started with {@code --add-opens
 * java.base/java.lang=ALL-UNNAMED} (or {@code =dev.heddle}, on the module path). That one package
 * is enough to open the others that are used.
 */
final class Opened {

    /** The release of the JDK whose inside this library knows. */
    private static final int RELEASE = 25;

    private static final String FIRST = "java.lang";

    /** What else {@link Jdk} and {@link VirtualThreads} look into. */
    private static final List<String> OTHERS =
            List.of(
                    "java.lang.invoke",
                    "java.util.concurrent.locks",
                    "jdk.internal.misc",
                    "jdk.internal.vm");

    /** Once true, it stays so. */
    private static volatile boolean open;

    /** Set once it is known that it can not be used although it is open. */
    private static boolean failed;

    private Opened() {}

    /** Looks whether it is open by now, and if so makes ready for {@link VirtualThreads}. */
    static boolean look() {
        return open || lookAgain();
    }

    private static synchronized boolean lookAgain() {
        Module base = Object.class.getModule();
        Module ours = Opened.class.getModule();
        if (failed
                || Runtime.version().feature() != RELEASE
                || !base.isOpen(FIRST, ours)
                || !areVirtualThreadsContinuations()) {
            return false;
        }
        try {
            openOthers(base, ours);
            VirtualThreads.defaultScheduler(); // Finds all members that it needs.
            open = true;
        } catch (Throwable e) {
            failed = true;
            System.getLogger("dev.heddle")
                    .log(
                            System.Logger.Level.WARNING,
                            "The inside of this JDK (%s of %s) is open, but not what was expected:"
                                            .formatted(
                                                    Runtime.version(),
                                                    System.getProperty("java.vendor"))
                                    + " event loops leave their tasks to its scheduler of virtual"
                                    + " threads, which is slower.",
                            e);
        }
        return open;
    }

    /** Where there are no continuations, the JDK has OS threads look like virtual ones. */
    private static boolean areVirtualThreadsContinuations() {
        Thread sample = Thread.ofVirtual().unstarted(() -> {});
        return sample.getClass().getName().equals("java.lang.VirtualThread");
    }

    private static void openOthers(Module base, Module ours) throws Throwable {
        MethodHandle open =
                MethodHandles.privateLookupIn(Module.class, MethodHandles.lookup())
                        .findVirtual(
                                Module.class,
                                "implAddOpens",
                                MethodType.methodType(void.class, String.class, Module.class));
        for (String name : OTHERS) {
            if (!base.isOpen(name, ours)) {
                open.invokeExact(base, name, ours);
            }
        }
    }
}
