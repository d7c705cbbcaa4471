package dev.heddle.trace;

import dev.heddle.control.Peek;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What a fiber did, as long as it is not known how it is to be told. */
final class Event {

    /** What it did instead of passing a scheduling point. */
    sealed interface Other {
        record Waits(Wait waiting, @Nullable Object on) implements Other {}

        record Notifies(String waiter) implements Other {}

        record Stalls(long nanos) implements Other {}

        record Ends() implements Other {}

        record Marks(String name) implements Other {}
    }

    static final Other ENDS = new Other.Ends();

    /** Which step of the run it was, the first being 1. */
    final long index;

    /** The number of the thread, or of the coroutine. */
    final long number;

    /** The place; 0 if it passed none. */
    final int site;

    /** What it did; null if it passed a scheduling point. */
    final @Nullable Other other;

    /** What was accessed; null if it was nothing that is known. */
    final @Nullable Object object;

    /** Which field or element. */
    final int member;

    /** As in {@link Access}. */
    final int access;

    /** What was there: for a write afterwards, else before. */
    @Nullable Object value = Peek.UNKNOWN;

    /** The locks that the thread held before, by identity. */
    List<Object> held = List.of();

    /** Since the run began, in nanoseconds of its own time. */
    long time;

    /** Which scheduling point of the run it is, the first being 1; 0 if it is none. */
    long point;

    /** What comes before it; null if nothing does. */
    private @Nullable List<Edges.Edge> after;

    /** Where in the program it was done, if the site is no place of the program; else null. */
    private @Nullable Here here;

    /** The points that were marked right after it; null if there are none. */
    @Nullable List<Event> marks;

    /** What the fiber was about to do when it was made to wait after this; null if it was not. */
    @Nullable Event pending;

    private Event(
            long index,
            long number,
            int site,
            @Nullable Other other,
            @Nullable Object object,
            int member,
            int access) {
        this.index = index;
        this.number = number;
        this.site = site;
        this.other = other;
        this.object = object;
        this.member = member;
        this.access = access;
    }

    static Event of(long index, long number, Other other) {
        return new Event(index, number, 0, other, null, 0, Access.UNKNOWN);
    }

    /** The fiber is at a scheduling point: what it does there. */
    static Event at(Fiber fiber, long index, long number) {
        int access = fiber.access();
        boolean isKnown = access != Access.UNKNOWN && access != Access.ALONE;
        return new Event(
                index,
                number,
                fiber.site(),
                null,
                isKnown ? fiber.accessed() : null,
                isKnown ? fiber.member() : 0,
                isKnown ? access : Access.UNKNOWN);
    }

    /** What comes before it, to be added to. */
    List<Edges.Edge> after() {
        List<Edges.Edge> known = after;
        if (known == null) {
            known = new ArrayList<>(2);
            after = known;
        }
        return known;
    }

    /** What comes before it. */
    List<Edges.Edge> edges() {
        return after == null ? List.of() : after;
    }

    boolean reads() {
        return object != null && (access & Access.READS) != 0;
    }

    boolean writes() {
        return object != null && (access & Access.WRITES) != 0;
    }

    boolean isField() {
        return object != null && (access & (Access.ELEMENT | Access.CALL | Access.MONITOR)) == 0;
    }

    boolean isElement() {
        return object != null && (access & Access.ELEMENT) != 0;
    }

    boolean isCall() {
        return (access & Access.CALL) != 0;
    }

    /** Whether both access the same place in memory. */
    boolean isAt(Event there) {
        int kinds = Access.ELEMENT | Access.CALL | Access.MONITOR;
        return object != null
                && object == there.object
                && member == there.member
                && (access & kinds) == (there.access & kinds);
    }

    /** Whether the order of the two matters. */
    boolean conflictsWith(Event there) {
        return isAt(there) && (writes() || there.writes());
    }

    /** Looks where in the program it is done; the fiber itself must call this. */
    void lookAround() {
        here = Here.find();
    }

    /** Whether it is something that the JDK does, which the program, or nobody, has called. */
    boolean isOfTheJdk() {
        return here != null && other == null && !action().isEmpty();
    }

    /** Whether it is done nowhere in the program, as what a worker of a pool does between tasks. */
    boolean isNowhere() {
        return here != null && here.at() == null;
    }

    /** Whether a worker of a pool waits for its next task. */
    boolean isIdle() {
        return here != null && here.isIdle();
    }

    /** Whether it is something that a test framework has the JDK do, around the program. */
    boolean isOfAFramework() {
        return here != null && here.isOfAFramework();
    }

    /** The method of the JDK that the program has called and in which it is done, or nothing. */
    String call() {
        return here == null ? "" : here.call();
    }

    /** The place in the program; null if there is none. */
    Sites.@Nullable Site place() {
        if (here == null) {
            return other == null ? Sites.find(site) : null;
        }
        StackTraceElement known = here.at();
        if (known == null) {
            return null;
        }
        String file = known.getFileName();
        return new Sites.Site(
                known.getClassName(),
                known.getMethodName(),
                Math.max(-1, known.getLineNumber()),
                file == null ? "" : file,
                action());
    }

    /** What is done at the site; an empty string if it is none. */
    String action() {
        Sites.Site known = other == null ? Sites.find(site) : null;
        return known == null ? "" : known.action();
    }

    /** Looks at what is there, if that can be seen. */
    void look() {
        Object accessed = object;
        if (accessed != null) {
            value = Peek.at(accessed, member, access, field());
        }
    }

    /** The name of the field; anything if it is none. */
    String field() {
        String action = isField() ? action() : "";
        return action.substring(action.indexOf(' ') + 1);
    }
}
