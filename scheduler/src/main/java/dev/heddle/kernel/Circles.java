package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;

/**
 * Finds out, when a fiber begins to wait, whether it can ever go on: whether it waits for one that
 * waits for one that, in the end, waits for it; or for a lock whose holder has ended. The run is
 * then over, whoever else can run.
 *
 * <p>Only such waits count as only the holder can end: to enter a monitor, to get a lock of {@code
 * java.util.concurrent} that has an owner, or for the initialiser of a class; without a limit of
 * time, and not where an interrupt would do. So there is no false alarm. What else may last for
 * ever shows when nobody can run.
 *
 * <p>It costs nothing where nobody waits, and where somebody does, it follows from each fiber to
 * the one it waits for, nearly always one step to one that can run.
 */
final class Circles {

    /** What is beneath {@link java.util.concurrent.locks.ReentrantLock}. */
    private static final Class<?> LOCK;

    /** What is beneath {@link java.util.concurrent.locks.ReentrantReadWriteLock}. */
    private static final Class<?> READ_WRITE;

    /** Of those who read under such a lock, the first, as long as it does. */
    private static final VarHandle FIRST_READER;

    static {
        try {
            LOCK = Members.of("java.util.concurrent.locks.ReentrantLock$Sync").type();
            Members readWrite =
                    Members.of("java.util.concurrent.locks.ReentrantReadWriteLock$Sync");
            READ_WRITE = readWrite.type();
            FIRST_READER = readWrite.field("firstReader");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;

    Circles(Loop loop) {
        this.loop = loop;
    }

    /**
     * Whether the calling fiber, which has just begun to wait without a limit of time, can never go
     * on.
     */
    boolean isClosedBy(Fiber fiber) {
        Fiber at = holder(fiber);
        if (at == null) {
            return isForsaken(fiber) && isDeaf(fiber);
        }
        // With a mark that is set anew ever more seldom: those that come next may wait for each
        // other in a circle of their own, which an interrupt can end.
        Fiber last = fiber;
        Fiber mark = null;
        int steps = 0;
        int next = 1;
        while (at != null && at != fiber && at != mark) {
            if (!isBlocked(at)) {
                return false;
            }
            if (++steps == next) {
                mark = at;
                next *= 2;
            }
            last = at;
            at = holder(at);
        }
        if (at == null) {
            return isForsaken(last) && areDeaf(fiber, last);
        }
        return at == fiber && areDeaf(fiber, last);
    }

    /** Whether it can not go on before somebody else does something, however much time passes. */
    private boolean isBlocked(Fiber fiber) {
        return fiber.wait != Wait.NOTHING && fiber.set != loop.runnable && !fiber.hasTimer();
    }

    /**
     * The fiber that holds what this one waits for, and without which it can not go on; null if
     * there is none that has not ended, or if that is not known.
     */
    @Nullable Fiber holder(Fiber fiber) {
        Object on = fiber.waitingFor;
        return switch (fiber.wait) {
            case MONITOR -> on instanceof Monitor monitor ? monitor.owner : null;
            case CLASS -> on instanceof Initialisation.Taken taken ? taken.by : null;
            case UNPARK -> {
                Thread thread = on == null ? null : holderOf(on, fiber);
                Fiber holder = thread == null ? null : loop.roster().fiberOf(thread);
                yield holder == null || isOver(holder) ? null : holder;
            }
            default -> null;
        };
    }

    /** Whether it waits for a lock whose holder has ended, so that nobody can unlock it. */
    boolean isForsaken(Fiber fiber) {
        Object on = fiber.waitingFor;
        Thread thread = fiber.wait == Wait.UNPARK && on != null ? holderOf(on, fiber) : null;
        if (thread == null) {
            return false;
        }
        Fiber holder = loop.roster().fiberOf(thread);
        return holder != null
                ? isOver(holder)
                : loop.roster().isEndedBody(thread) || Jdk.isTerminated(thread);
    }

    private boolean isOver(Fiber fiber) {
        return fiber.id >= 0 && loop.roster().fiber(fiber.id) != fiber;
    }

    /** Whether this is beneath a lock that any number of threads may hold to read. */
    static boolean mayBeRead(Object blocker) {
        return READ_WRITE.isInstance(blocker);
    }

    /** Whether this is beneath a lock of the JDK that only its holder can unlock. */
    boolean hasOneHolder(Object blocker) {
        return LOCK.isInstance(blocker) || READ_WRITE.isInstance(blocker);
    }

    /**
     * The thread that must unlock what a fiber is parked for; null if that is no lock, or if it is
     * not known. Locks that others have built may be unlocked by anybody.
     */
    @Nullable Thread holderOf(Object blocker, Fiber fiber) {
        if (LOCK.isInstance(blocker)) {
            return Jdk.ownerOf(blocker);
        }
        if (!READ_WRITE.isInstance(blocker)) {
            return null;
        }
        Thread writer = Jdk.ownerOf(blocker);
        if (writer != null) {
            return writer;
        }
        Thread first = firstInQueue((AbstractQueuedLongSynchronizer) blocker, fiber);
        return first != fiber.thread() ? first : (Thread) FIRST_READER.getVolatile(blocker);
    }

    /**
     * Whether a fiber that waits for such a lock waits for one that does not hold it, but stands
     * before it in the queue.
     */
    boolean isBehind(Object lock, Thread other) {
        return READ_WRITE.isInstance(lock)
                && Jdk.ownerOf(lock) == null
                && (Thread) FIRST_READER.getVolatile(lock) != other;
    }

    /** Nobody in the queue of a lock can overtake the first. */
    private static @Nullable Thread firstInQueue(AbstractQueuedLongSynchronizer lock, Fiber fiber) {
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            return lock.getFirstQueuedThread();
        } finally {
            fiber.flags = flags;
        }
    }

    /** Whether an interrupt ends none of the waits from one fiber to another. */
    private boolean areDeaf(Fiber from, Fiber to) {
        for (Fiber at = from; at != null; at = holder(at)) {
            if (!isDeaf(at)) {
                return false;
            }
            if (at == to) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDeaf(Fiber fiber) {
        if (fiber.wait != Wait.UNPARK) {
            return true;
        }
        for (StackTraceElement frame : ProgramThreads.stack(fiber)) {
            if (frame.getMethodName().contains("Interruptibly")) {
                return false;
            }
            if (Frames.isOfTheProgram(frame)) {
                return true;
            }
        }
        return true;
    }
}
