package dev.heddle.prove;

import dev.heddle.control.Sites;

import java.util.HashMap;
import java.util.Map;

/** What is known of a place in the code by the name of what is done there. */
enum Sort {
    /** Nothing special. */
    PLAIN,
    /** Nothing that the hooks inside the JDK would not tell. */
    TOLD,
    /** It may touch anything, and nobody can tell what. */
    ANYTHING,
    /** It waits for a permit. */
    PARK,
    /** It gives a permit. */
    UNPARK,
    /** It takes a lock, a permit of a semaphore, or waits for a latch. */
    TAKE,
    /** It takes a lock only if it is free, or becomes so in time. */
    TRY,
    /** It gives a permit back to a semaphore, or counts a latch down. */
    GIVE,
    /** It ends waits for a condition. */
    SIGNAL,
    /** It asks who waits. */
    QUEUE,
    /** It asks for the state of a thread, which says whether it waits. */
    STATE,
    /** It writes, whatever was there before. */
    WRITE,
    /** It interrupts a thread. */
    INTERRUPT,
    /** The thread asks whether it was interrupted, and is not any more. */
    INTERRUPTED,
    /** It asks whether a thread was interrupted, and leaves that as it is. */
    IS_INTERRUPTED,
    /** It asks whether a thread has ended. */
    THREAD;

    private static final Map<Integer, Sort> known = new HashMap<>();

    /** That of a site, by its number in the kernel. */
    static Sort of(int site) {
        synchronized (known) {
            Sort sort = known.get(site);
            if (sort == null) {
                Sites.Site found = Sites.find(site);
                sort = found == null ? PLAIN : named(found.action());
                known.put(site, sort);
            }
            return sort;
        }
    }

    private static Sort named(String action) {
        if (!action.startsWith("calls ")) {
            return PLAIN;
        }
        int dot = action.lastIndexOf('.');
        String owner = action.substring("calls ".length(), Math.max(dot, "calls ".length()));
        String method = action.substring(dot + 1);
        return switch (owner) {
            case "LockSupport" ->
                    method.startsWith("park") ? PARK : method.equals("unpark") ? UNPARK : TOLD;
            case "Thread" ->
                    switch (method) {
                        case "getState" -> STATE;
                        case "interrupt" -> INTERRUPT;
                        case "isInterrupted" -> IS_INTERRUPTED;
                        case "interrupted" -> INTERRUPTED;
                        default -> THREAD;
                    };
            case "System", "Boolean", "Integer", "Long" -> ANYTHING; // Properties.
            case "VarHandle", "MethodHandle", "Method", "Field", "Array", "Unsafe" -> ANYTHING;
            default ->
                    owner.contains("FieldUpdater")
                            ? ANYTHING
                            : switch (method) {
                                case "lock",
                                        "lockInterruptibly",
                                        "acquire",
                                        "acquireUninterruptibly",
                                        "await" ->
                                        TAKE;
                                case "tryLock" -> TRY;
                                case "signal", "signalAll" -> SIGNAL;
                                case "hasQueuedThread",
                                        "hasQueuedThreads",
                                        "getQueueLength",
                                        "hasWaiters",
                                        "getWaitQueueLength" ->
                                        QUEUE;
                                case "release", "countDown", "drainPermits" -> GIVE;
                                case "set", "lazySet", "setPlain", "setRelease", "setOpaque" ->
                                        WRITE;
                                default -> PLAIN;
                            };
        };
    }
}
