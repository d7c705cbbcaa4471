package dev.heddle.kernel;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/**
 * How a run ended.
 *
 * {@snippet :
 *     switch (failure.kind()) {
 *         case FAILED -> System.out.println("An exception has left a thread.");
 *         case DEADLOCK -> failure.standing().forEach(wait -> System.out.println(wait));
 *         default -> System.out.println(failure.summary());
 *     }
 * }
 *
 * @param kind the way it ended
 * @param failure what was thrown, if something was
 * @param thread the name of the thread that ended the run, where one did: of a deadlock, the one
 *     that went on when others were found to have waited for each other for long
 * @param turn how many scheduling points that thread passed at the end without another one between
 *     them
 * @param standing the threads that were left when the run ended, with what each waited for; of a
 *     run that was ended by what a thread has done, the others that were waiting then, if stacks
 *     were asked for
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Ending(
        Kind kind,
        @Nullable Throwable failure,
        @Nullable String thread,
        long turn,
        List<Standing> standing) {

    /** The ways a run can end. */
    public enum Kind {
        /** The body and every thread that is not a daemon came to their end. */
        FINISHED,
        /** An exception left the body, or a thread whose own handler does not handle it. */
        FAILED,
        /** What the program has stated of its run by a property is not so. */
        PROPERTY,
        /**
         * Threads wait for each other in a circle that nobody else can open, or has opened for
         * long, or for a lock whose holder has ended, whatever others do; or nobody can run, no
         * timer is set, and the body has not come to its end.
         */
        DEADLOCK,
        /**
         * Nobody can run, and who waits for a point in time waits in vain: time is moved by hand
         * only, and nobody is left to move it.
         */
        STANDSTILL,
        /**
         * The body has come to its end, but threads are left that wait for what nobody can give.
         */
        LEAK,
        /** The run took more scheduling points than it was allowed. */
        STEP_LIMIT,
        /** The run took more real time than it was allowed. */
        TIME_LIMIT,
        /**
         * The run took more real time than allowed, and a thread never reached a scheduling point.
         */
        STUCK
    }

    /**
     * A thread that was left when a run ended.
     *
     * @param thread its name
     * @param waiting what it waited for
     * @param on the object it waited for, as text, or an empty string
     * @param heldBy the name of the thread that holds that object, or has to complete it, or stands
     *     before it in the queue; or an empty string
     * @param cause why it can not go on
     * @param detail the state of what it waits for, as the end of a sentence; or an empty string
     * @param left for how much longer it would have waited, if it did not wait without a limit
     * @param daemon whether it is a daemon
     * @param stack where it stood, the tool's own frames left out; empty if it was not asked for
     */
    public record Standing(
            String thread,
            Wait waiting,
            String on,
            String heldBy,
            Cause cause,
            String detail,
            @Nullable Duration left,
            boolean daemon,
            List<StackTraceElement> stack) {

        /** Whether it would have waited for a limited time only. */
        public boolean timed() {
            return left != null;
        }
    }

    /** Whether the run came to its end as it should. */
    public boolean isFinished() {
        return kind == Kind.FINISHED;
    }
}
