package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

/**
 * Is told what the steps of tasks of an event loop have to do with each other: a step is what a
 * task does from one wait to the next, or one callback. Who wants to know which steps can be
 * swapped is; else nobody. It must not touch the run.
 *
 * <p>What the program itself accesses is told to an {@link Order}.
 */
@Internal
public interface Interplay {

    /** Stands for the callback that comes next, in place of the number of a task. */
    int CALLBACK = -1;

    /** The state of a future, a lock or the like. */
    int STATE = 0;

    /** Of a task: what it will do at its next step, and whether it is to end. */
    int STEPS = 1;

    /** Of a task: its name. Of a group of tasks: whether it takes more. */
    int SETTINGS = 2;

    /** Of a loop: which tasks were made, and in which order. */
    int MADE = 3;

    /** Of a loop: which tasks have ended. */
    int ENDED = 4;

    /** Of a loop: what nobody has dealt with, in the order in which it came about. */
    int ERRORS = 5;

    /** A loop is going to run. */
    void enters(Object loop);

    /** It does not run any more. */
    void leaves();

    /** A step makes a task; returns its number, the same in all runs that have begun alike. */
    int makes(Object loop, Object task);

    /** The next step begins. */
    void turns(int task, Object what);

    /** From now on a task can make its next step. */
    void readies(int task);

    /**
     * A callback has come to the end of the queue.
     *
     * @param counts if it only counts, so that what else is queued for the same can change places
     *     with it: what that is; else null
     */
    void queues(@Nullable Object counts);

    /** A callback has come to the end of the queue since its time has come. */
    void fires();

    /**
     * A timer was set.
     *
     * @param when for when, as its loop counts
     * @param only whether all that it does is to let one task go on
     */
    void sets(long when, boolean only);

    /** A step reads or writes something. */
    void touches(Object what, int member, boolean writes);

    /** A step can not be swapped with any other. */
    void touchesAll();

    /** The next thread to be started is one that tasks take turns on. */
    void startsWorker();

    /** Something is done of which it is not known with which steps it can be swapped. */
    void mixes();
}
