package dev.heddle.kernel;

import dev.heddle.api.API;

/**
 * Why a thread that was left when a run ended can not go on.
 *
 * {@snippet :
 *     assertThat(failure.standing().getFirst().cause()).isEqualTo(Cause.LATCH_NEVER_COUNTED_DOWN);
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Cause {
    /** It could, or would after some time; or what it waits for is beyond the run. */
    NONE,
    /** It waits for a thread that, directly or by others, waits for it. */
    CIRCLE,
    /** It waits for a lock, a monitor or a class whose holder waits for something else. */
    LOCK_HELD,
    /** It stands in the queue of a lock behind one that waits for something else. */
    LOCK_QUEUE_STANDS_STILL,
    /** It waits for a lock whose holder has ended without unlocking it. */
    LOCK_NEVER_UNLOCKED,
    /** It waits for a notification, or a signal, that was given when nobody waited. */
    LOST_WAKE_UP,
    /** It waits for a notification, or a signal. */
    NEVER_NOTIFIED,
    /** It waits for a latch. */
    LATCH_NEVER_COUNTED_DOWN,
    /** It waits for a permit of a semaphore. */
    NO_PERMIT,
    /** It waits for an element of a queue that is empty. */
    QUEUE_NEVER_FILLED,
    /** It waits for room in a queue that is full. */
    QUEUE_NEVER_EMPTIED,
    /** It waits for somebody who takes what it offers, or gives what it wants. */
    NO_PARTNER,
    /** It waits at a barrier that not all have come to. */
    BARRIER_INCOMPLETE,
    /** It waits for the end of a phase that not all have come to. */
    PHASE_INCOMPLETE,
    /** It waits for the result of a task that nobody has begun. */
    TASK_NEVER_BEGUN,
    /** It waits for a future that nobody is known to complete. */
    FUTURE_NEVER_COMPLETED,
    /** It joins a thread that waits for something else. */
    THREAD_NEVER_ENDS,
    /** It waits for the end of a pool, or of the threads of a scope. */
    POOL_NEVER_ENDS,
    /** It is a worker that waits for the next task of its pool. */
    POOL_NEVER_SHUT_DOWN,
    /** It is parked, and nobody is known who would unpark it. */
    NEVER_UNPARKED,
    /** It is a coroutine that awaits something. */
    COROUTINE_NEVER_RESUMED
}
