package dev.heddle.prove;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Resources;
import dev.heddle.kernel.Wait;

/**
 * Interrupts that the program calls for, and where threads look for them. Where nobody is
 * interrupted none of that is an event; so it is looked at from the first interrupt on, when all
 * begins anew, and of those threads only that are interrupted.
 *
 * <p>What a thread looks at is a place, its flag, which an interrupt writes, and so does the thread
 * itself when it looks, since it takes the interrupt away. An interrupt is a permit to go on as
 * well. What else can end a wait that an interrupt ends, a notification or the end of a thread that
 * is joined, counts as a look at the flags of all who are interrupted: who comes first makes the
 * difference.
 */
final class Interrupts {

    private final Trace trace;
    private final Threads threads;
    private final Step step;
    private final Findings findings;
    private final Accesses accesses;

    Interrupts(Trace trace, Threads threads, Step step, Findings findings, Accesses accesses) {
        this.trace = trace;
        this.threads = threads;
        this.step = step;
        this.findings = findings;
        this.accesses = accesses;
    }

    /** A thread has started: it may have been interrupted before. */
    void starts(Fiber fiber, int number) {
        if (Resources.isInterrupted(fiber)) {
            threads.given[number] = true;
            findings.sees(number, Findings.DISTURBED);
        }
        if (findings.has(number, Findings.DISTURBED)) {
            trace.objects.of(fiber.thread()); // So that it is known by number when it is touched.
        }
    }

    /** The program interrupts a thread. */
    void interrupts(Thread thread) {
        accesses.touches(thread, Accesses.FLAG, Accesses.SYNC, Kind.WRITE, false);
        accesses.touches(thread, Accesses.PERMIT, Accesses.SYNC, Kind.READ, false);
        int number = threads.numberOf(thread);
        if (number == Trace.NONE) {
            return; // Not started yet: it will be seen then.
        }
        findings.sees(number, Findings.DISTURBED);
        threads.given[number] = true;
        Fiber fiber = threads.fibers[number];
        if (fiber == null || Resources.isRunnable(fiber)) {
            return;
        }
        switch (fiber.waiting()) {
            case NOTIFICATION, TIME, THREAD -> step.tell(number);
            case UNPARK -> threads.parked[number] = false;
            default -> {
                // It does not wait, or for what an interrupt does not end.
            }
        }
    }

    /** A fiber goes round, in the JDK perhaps, which gives up in the end if it is interrupted. */
    void spins(Fiber fiber, int number) {
        if (findings.has(number, Findings.DISTURBED)) {
            asks(fiber.thread());
        }
    }

    /** Somebody asks whether a thread was interrupted. */
    void asks(Thread thread) {
        accesses.touches(thread, Accesses.FLAG, Accesses.SYNC, Kind.READ, false);
    }

    /** A fiber looks whether it was interrupted, and is not any more if it was. */
    void looks(Fiber fiber, int number) {
        if (!findings.has(number, Findings.DISTURBED)) {
            return;
        }
        step.looks = true;
        accesses.touches(fiber.thread(), Accesses.FLAG, Accesses.SYNC, Kind.WRITE, false);
        accesses.touches(fiber.thread(), Accesses.PERMIT, Accesses.SYNC, Kind.WRITE, true);
    }

    /** The step that goes on has ended, in which a fiber has looked. */
    void hasLooked(Fiber fiber, int number) {
        threads.given[number] = false;
        threads.kept[number] = Resources.hasPermit(fiber);
    }

    /** A fiber is going to wait for the end of a thread, unless that has ended. */
    void joins(int number, Thread thread) {
        if (findings.has(number, Findings.DISTURBED)) {
            int other = threads.numberOf(thread);
            if (other != Trace.NONE) {
                findings.sees(other, Findings.JOINED);
            }
            accesses.touches(thread, 0, Accesses.SYNC, Kind.READ, false);
        }
    }

    /** The thread of a fiber comes to its end. */
    void ends(Fiber fiber, int number) {
        if (!findings.has(number, Findings.JOINED)) {
            return;
        }
        mayEndWaits();
        for (int other = 0; other < threads.fibers.length; other++) {
            Fiber joiner = threads.fibers[other];
            if (joiner != null
                    && joiner.waiting() == Wait.THREAD
                    && joiner.waitingFor() == fiber
                    && !Resources.isRunnable(joiner)) {
                step.tell(other);
            }
        }
    }

    /** The step may end a wait that an interrupt could end as well. */
    void mayEndWaits() {
        for (int number = 0; number < threads.fibers.length; number++) {
            Thread thread = threads.threadOf(number);
            if (thread != null && findings.has(number, Findings.DISTURBED)) {
                asks(thread);
            }
        }
    }
}
