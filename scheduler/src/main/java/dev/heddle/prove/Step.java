package dev.heddle.prove;

import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** The step that goes on: who makes it, and what is known of it before it has ended. */
final class Step {

    private static final int[] NOTHING = {};

    /** Who makes it; null if none goes on. */
    @Nullable Fiber fiber;

    /** The number of who makes it: of a fiber, or a task. */
    int number;

    /** Whether the step began when the fiber was chosen at a point, which it has not passed yet. */
    boolean isAtPoint;

    /** Whether it was taken for one that nobody can notice. */
    boolean isEager;

    /** The place at which the fiber stood when the step began, and what it was going to access. */
    int site;

    @Nullable Object object;
    int member;

    /** How many objects were known then. */
    int known;

    /** Whether the fiber has ended in the step. */
    boolean ends;

    /** Whether the run ends with it, although daemons could go on or have ended before. */
    boolean endsRun;

    /** Whether the fiber has looked for a permit of its own, or for an interrupt. */
    boolean looks;

    /** Whether the step gives a permit, but to nobody so far. */
    boolean givesNone;

    /** Where the step has stored something. */
    @Nullable Object stored;

    int storedAt;

    /** What the step takes, unless it comes to wait for it. */
    @Nullable Object taking;

    /** Whether elements of this array are what the step is about. */
    @Nullable Object arrayCalled;

    /**
     * Whether the JDK has done more in the step than one access, depending on what it has found.
     */
    boolean isCall;

    int[] choices = new int[8];
    int chosen;

    // What was done to others in the step, to be ordered when it is known to be an event.
    private int[] told = new int[8];
    private int toldCount;

    /** What comes before what the fiber does after the step. */
    private int[] after = new int[8];

    private int afterCount;

    /** Whether all that was done so far does. */
    boolean isAfterAll;

    /** What it may change, or may not. */
    final Attempt attempt;

    private final Trace trace;

    Step(Trace trace) {
        this.trace = trace;
        attempt = new Attempt(trace);
    }

    /** Nothing is known of it. */
    void clear() {
        attempt.clear();
        stored = null;
        taking = null;
        arrayCalled = null;
        isCall = false;
        chosen = 0;
        toldCount = 0;
        afterCount = 0;
        isAfterAll = false;
        ends = false;
        endsRun = false;
        givesNone = false;
        looks = false;
    }

    /** It begins. */
    void begin(@Nullable Fiber by, int numberOfIt) {
        fiber = by;
        number = numberOfIt;
        site = 0;
        object = null;
        member = 0;
        isAtPoint = false;
        isEager = false;
        known = trace.objects.count();
    }

    /** As above, of a fiber that stands at a point, or comes out of a wait. */
    void begin(Fiber by, int numberOfIt, boolean atPoint, boolean eager) {
        begin(by, numberOfIt);
        site = by.site();
        object = by.accessed();
        member = by.member();
        isAtPoint = atPoint;
        isEager = eager;
    }

    /** What was chosen in it. */
    int[] script() {
        return chosen == 0 ? NOTHING : Arrays.copyOf(choices, chosen);
    }

    void chooses(int option) {
        if (chosen == choices.length) {
            choices = Arrays.copyOf(choices, chosen * 2);
        }
        choices[chosen++] = option;
    }

    /** It has ended as this event: what it comes before, and what comes before what follows it. */
    void endsAs(int event) {
        for (int i = 0; i < toldCount; i++) {
            trace.precedes(event, told[i]);
            trace.inherits(number, told[i]);
        }
        for (int i = 0; i < afterCount; i++) {
            trace.precedes(after[i], number);
        }
        if (isAfterAll) {
            trace.follows(number);
        }
    }

    /**
     * What the fiber does from now on comes after an event: what it has done in this very step does
     * not, so that this would have to be a step of its own, were there more to come in it.
     */
    void comesAfter(int event) {
        if (!trace.hasEffect()) {
            trace.precedes(event, number);
            return;
        }
        if (afterCount == after.length) {
            after = Arrays.copyOf(after, afterCount * 2);
        }
        after[afterCount++] = event;
    }

    /** It comes before what another fiber does next. */
    void tell(int fiber) {
        if (toldCount == told.length) {
            told = Arrays.copyOf(told, toldCount * 2);
        }
        told[toldCount++] = fiber;
    }
}
