package dev.heddle.kernel;

import dev.heddle.api.API;

/**
 * What a fiber that does not run is waiting for.
 *
 * {@snippet :
 *     Report report = Heddle.explore(AssertionsTest::transferCrosswise);
 *     assertThat(report)
 *             .failure()
 *             .isDeadlockOf("there", "back")
 *             .leaves("main", Wait.THREAD)
 *             .needsPreemptions(1);
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public enum Wait {
    /** Nothing: it runs, or could run. */
    NOTHING(0),
    /** To enter a monitor that another fiber holds. */
    MONITOR(1),
    /** To be notified, in {@code Object.wait}. */
    NOTIFICATION(2),
    /**
     * To be unparked, in {@code LockSupport.park}: so do all locks and queues of
     * java.util.concurrent.
     */
    UNPARK(3),
    /** For a point in virtual time, in {@code Thread.sleep}. */
    TIME(4),
    /** For another thread to end, in {@code Thread.join}. */
    THREAD(5),
    /** For something the loop does not control: a real monitor, or input and output. */
    OUTSIDE(6),
    /** For the others to do what they can do up to some point in time: see {@link Steering}. */
    OTHERS(7),
    /** For the initialiser of a class that another thread executes. */
    INITIALISER(8),
    /** For its turn among the coroutines of an event loop; see {@link Turns}. */
    TURN(9),
    /** For an event loop, whose turn it has, to have something to do. */
    EVENT(10),
    /** As {@link #INITIALISER}, for a class that is new in this run: there the loop knows of it. */
    CLASS(11);

    /** Stands for it in the digest of a run; must never change. */
    final int code;

    Wait(int code) {
        this.code = code;
    }
}
