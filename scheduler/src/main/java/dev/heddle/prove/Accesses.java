package dev.heddle.prove;

import dev.heddle.control.Views;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;

/**
 * Which places a step touches, by what is told of the program's accesses and calls, and of what the
 * JDK does in there.
 */
final class Accesses {

    static final int FIELD = 0;
    private static final int ELEMENT = 1;
    static final int CONTENTS = 2;
    static final int SYNC = 3;

    /** Among the members of what threads wait on: who waits for its conditions. */
    static final int CONDITION = 1;

    /** Among those of threads: whether it was interrupted; and the permit to go on. */
    static final int FLAG = 1;

    static final int PERMIT = 2;

    /** Views of views of views are looked through so far. */
    private static final int DEEPEST_VIEW = 8;

    /** A call that uses a larger array counts as one that may do anything. */
    private static final int MOST_ELEMENTS = 64;

    private final Trace trace;
    private final Step step;
    private final Findings findings;
    private final TaskSteps tasks;
    private final OpenCalls open = new OpenCalls();

    Accesses(Trace trace, Step step, Findings findings, TaskSteps tasks) {
        this.trace = trace;
        this.step = step;
        this.findings = findings;
        this.tasks = tasks;
    }

    /** A run begins. */
    void begin() {
        open.begin();
    }

    void makeRoomFor(int fiber) {
        open.makeRoomFor(fiber);
    }

    void touches(Object object, int member, int sort, boolean writes) {
        touches(object, member, sort, writes ? Kind.WRITE : Kind.READ, false);
    }

    void touches(Object object, int member, int sort, byte kind, boolean free) {
        byte does = kind;
        if (tasks.areGoing()) {
            does = Kind.reads(kind) ? Kind.READ : Kind.WRITE; // Nobody waits: all others do.
        }
        trace.does(trace.key(object, member, sort), does, free);
    }

    /** The program accesses this, as it has said at a point. */
    void accesses(int site, Object object, int member, int access) {
        byte kind = kind(access);
        if ((access & Access.CALL) == 0) {
            touches(object, member, (access & Access.ELEMENT) != 0 ? ELEMENT : FIELD, kind, false);
            if (kind == Kind.WRITE) {
                publishes(object, member);
            }
            return;
        }
        calls(Sort.of(site), object, kind);
        if ((access & Access.RETURNS) != 0 && mayCallBack(object)) {
            open.opens(step.number, site, object, kind);
        }
    }

    /** A thread is started. */
    void starts(Thread thread) {
        touches(thread, 0, CONTENTS, true);
    }

    /** A thread is joined, which is at an end at once if it was not started. */
    void joins(Thread thread) {
        touches(thread, 0, CONTENTS, false);
    }

    /** A call has returned that began there. */
    void returned(int site) {
        open.returns(step.number, site);
    }

    /** A call uses this besides. */
    void uses(Object object, int access) {
        byte kind = kind(access);
        if (object.getClass().isArray()) {
            touchesAll(object, kind);
        } else if (!(object instanceof String)) {
            calls(Sort.PLAIN, object, kind);
        }
    }

    private static byte kind(int access) {
        return (access & Access.WRITES) == 0 ? Kind.READ : Kind.WRITE;
    }

    private void calls(Sort sort, Object object, byte kind) {
        if (isAnything(sort)) {
            asksForState(sort);
            endsAreSeen(sort);
            trace.doesAnything();
            return;
        }
        if (isAtomic(object)) {
            int effect = trace.does(trace.key(object, 0, CONTENTS), kind, false);
            if (kind == Kind.WRITE && sort != Sort.WRITE) {
                tries(object, 0, effect);
            }
            return;
        }
        if (object instanceof AtomicIntegerArray
                || object instanceof AtomicLongArray
                || object instanceof AtomicReferenceArray<?>) {
            step.arrayCalled = sort == Sort.WRITE ? null : object;
            return; // Which element it is will be told.
        }
        if (sort == Sort.TAKE && Resources.syncOf(object) != null) {
            findings.sees(step.number, Findings.TAKES);
        }
        if (sort == Sort.QUEUE && Resources.syncOf(object) != null && !findings.waitsAreEvents) {
            findings.waitsMatter();
        }
        if (sort == Sort.SIGNAL && !isOwner(object)) {
            Object sync = Resources.syncOf(object);
            if (sync != null) {
                touches(sync, CONDITION, SYNC, Kind.READ, false);
            }
        }
        if (isOwner(object)) {
            Object sync = java.util.Objects.requireNonNull(Resources.syncOf(object));
            boolean free = Resources.isFree(sync, null);
            if (findings.waitsAreEvents && sort == Sort.TAKE) {
                step.taking = sync;
                comesFor(sync);
            } else if (Resources.isLock(sync)) {
                if (sort == Sort.TRY || kind == Kind.READ) {
                    touches(sync, 0, SYNC, Kind.READ, free);
                }
            } else if (sort == Sort.TAKE) {
                step.taking = sync;
                touches(sync, 0, SYNC, Resources.isLatch(sync) ? Kind.AWAIT : Kind.TAKE, free);
            } else {
                int effect = trace.does(trace.key(sync, 0, SYNC), kind, free);
                if (kind == Kind.WRITE && sort != Sort.GIVE && object instanceof Semaphore) {
                    tries(object, 0, effect);
                }
            }
            return;
        }
        String type = object.getClass().getName();
        if (type.startsWith("java.util.concurrent.") && !isSum(object)) {
            return; // All that is in there is told.
        }
        if (isMemory(object, type)) {
            trace.doesAnything();
            return;
        }
        touchesView(object, kind);
    }

    /**
     * The fiber looks whether it can have this, where it matters whether it waits: if it can not,
     * it uses up a permit that it was given for something else.
     */
    void comesFor(Object sync) {
        Fiber fiber = step.fiber;
        if (fiber != null) {
            int effect = trace.does(trace.key(sync, 0, SYNC), Kind.WRITE, false);
            step.attempt.writes(effect); // It stands in the queue, though it has changed no number.
            touches(fiber.thread(), PERMIT, SYNC, Kind.WRITE, true);
            step.looks = true;
        }
    }

    /** The step may change this, or may not. */
    void tries(Object object, int at, int effect) {
        if (!tasks.areGoing()) { // Their steps are taken to write.
            step.attempt.tries(object, at, effect);
        }
    }

    /** A call uses a collection, and what that looks at if it is a view. */
    private void touchesView(Object object, byte kind) {
        Object at = object;
        for (int depth = 0; Views.mayBeView(at.getClass()); depth++) {
            if (!Views.changes(at)) {
                return;
            }
            Object behind = Views.behind(at);
            if (behind == null || depth == DEEPEST_VIEW) {
                trace.doesAnything();
                return;
            }
            touches(at, 0, CONTENTS, kind, false);
            at = behind;
        }
        if (at.getClass().isArray()) {
            touchesAll(at, kind);
        } else {
            touches(at, 0, CONTENTS, kind, false);
        }
    }

    private void touchesAll(Object array, byte kind) {
        int length = Array.getLength(array);
        if (length > MOST_ELEMENTS) {
            trace.doesAnything();
            return;
        }
        for (int i = 0; i < length; i++) {
            touches(array, i, ELEMENT, kind, false);
        }
    }

    /** What was stored somewhere can be found there by others. */
    private void publishes(Object object, int member) {
        if (tasks.areGoing() && step.stored != null) {
            knowStored(); // The step has stored it meanwhile.
        }
        step.stored = object;
        step.storedAt = member;
    }

    /** What the step has stored is there now. */
    void knowStored() {
        Object value = null;
        if (step.stored instanceof Object[] array) {
            value = array[step.storedAt];
        }
        step.stored = null;
        if (value != null) {
            know(value);
        }
    }

    /** Gives a number to what a fiber is going to touch. */
    void know(Object object) {
        trace.objects.of(object);
        Object sync = Resources.syncOf(object);
        if (sync != null) {
            trace.objects.of(sync);
        }
    }

    /** Whether it is a view of memory. */
    private static boolean isMemory(Object object, String type) {
        return type.startsWith("java.nio.") || object instanceof java.lang.foreign.MemorySegment;
    }

    /** Whether it may call the program in the midst of a call of which nobody tells more. */
    private static boolean mayCallBack(Object object) {
        String type = object.getClass().getName();
        return !type.startsWith("java.util.concurrent.")
                && !type.startsWith("java.lang.")
                && !isMemory(object, type);
    }

    /** Whether this is what such an atomic array keeps its elements in. */
    private static boolean isArrayOf(@Nullable Object atomics, Object object) {
        return switch (atomics) {
            case AtomicIntegerArray all -> object instanceof int[] a && a.length == all.length();
            case AtomicLongArray all -> object instanceof long[] a && a.length == all.length();
            case AtomicReferenceArray<?> all ->
                    object instanceof Object[] a && a.length == all.length();
            case null, default -> false;
        };
    }

    private static boolean isNode(Object object) {
        String name = object.getClass().getName();
        return name.startsWith("java.util.concurrent.locks.AbstractQueued")
                && name.indexOf("Node", 40) >= 0;
    }

    private static boolean isAtomic(Object object) {
        return object instanceof AtomicInteger
                || object instanceof AtomicLong
                || object instanceof AtomicBoolean
                || object instanceof AtomicReference<?>;
    }

    /** Whether it is a number in several parts, which are read and written in many ways. */
    private static boolean isSum(Object object) {
        return object instanceof LongAdder
                || object instanceof LongAccumulator
                || object instanceof DoubleAdder
                || object instanceof DoubleAccumulator;
    }

    /** Whether this is what the program knows of a lock, a semaphore or a latch. */
    static boolean isOwner(Object object) {
        return object instanceof java.util.concurrent.locks.ReentrantLock
                || object instanceof java.util.concurrent.Semaphore
                || object instanceof java.util.concurrent.CountDownLatch;
    }

    /** Whether nobody can tell what such a call has to do with. */
    private boolean isAnything(Sort sort) {
        return switch (sort) {
            case ANYTHING, THREAD, STATE -> true;
            case INTERRUPT, INTERRUPTED, IS_INTERRUPTED -> tasks.areGoing();
            default -> false;
        };
    }

    private void asksForState(Sort sort) {
        if (sort == Sort.STATE) {
            findings.misses(
                    "the state of a thread was asked for, and who would have to wait for a monitor"
                            + " or a lock is not visited while it does");
        }
    }

    /** Somebody asks about threads: so it matters when they end. */
    private void endsAreSeen(Sort sort) {
        if (sort != Sort.ANYTHING && !findings.endsAreEvents) {
            findings.endsMatter();
        }
    }

    /** The JDK does what orders accesses, in the midst of a call. */
    void orders(Object object, int member, int access) {
        if (Resources.isSync(object)
                || isNode(object)
                || object == AbstractQueuedSynchronizer.class) {
            if (findings.waitsAreEvents && Resources.isSync(object)) {
                comesFor(object);
            }
            return; // Told as what it means.
        }
        byte kind = kind(access);
        if (isAtomic(object)) {
            int effect = trace.does(trace.key(object, 0, CONTENTS), kind, false);
            step.isCall |= object != step.object;
            if (access == (Access.READS | Access.WRITES)) {
                tries(object, 0, effect);
            } else if (kind == Kind.WRITE) {
                step.attempt.writes(object, effect);
            }
            return;
        }
        if (object instanceof ForkJoinTask<?>[]) {
            // Its workers look where another has left off by reads of which nobody tells.
            findings.misses(
                    "a ForkJoinPool was used, as CompletableFuture does if it is given no executor,"
                            + " and who of its workers finds a task is not visited; use another"
                            + " executor");
        }
        int effect = trace.does(trace.key(object, member, SYNC), kind, false);
        step.isCall |= step.arrayCalled == null;
        if (kind == Kind.WRITE
                && isArrayOf(step.arrayCalled, object)
                && (access & Access.READS) != 0) {
            tries(object, member - 1, effect);
        }
    }

    /** What is left of the calls in which the fiber is may be done in any step. */
    void usesWhatIsCalled() {
        for (int at = open.depth(step.number) - 1; at >= 0; at--) {
            Object object = open.object(step.number, at);
            if (object != null) {
                touchesView(object, open.kind(step.number, at));
            }
        }
    }

    /** A point was passed that has no object. */
    void asks(Fiber fiber, int site) {
        if (fiber.accessed() == null && fiber.access() == Access.UNKNOWN) {
            Sort sort = Sort.of(site);
            step.givesNone = sort == Sort.UNPARK;
            if (isAnything(sort)) {
                asksForState(sort);
                trace.doesAnything();
            }
        }
    }
}
