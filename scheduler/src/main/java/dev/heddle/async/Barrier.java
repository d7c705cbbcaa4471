package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Cause;

import java.util.concurrent.BrokenBarrierException;

/**
 * Where tasks wait until a number of them has come. It can be used again and again.
 *
 * {@snippet :
 *     Barrier start = new Barrier(2);
 *     Task<?> ada =
 *             Async.createTask(
 *                     () -> {
 *                         log.add("Ada is there");
 *                         start.await();
 *                         log.add("Ada runs");
 *                     });
 *     fetch("Bob");
 *     log.add("Bob is there");
 *     start.await(); // The last one: both go on.
 *     ada.await();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Barrier {

    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final Condition condition =
            new Condition(new Lock(), Label.of(this::awaited, Cause.BARRIER_INCOMPLETE));
    private final int parties;
    private State state = State.FILLING;

    /** How many have come and not left. */
    private int count;

    /**
     * A barrier.
     *
     * @param parties how many have to come
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "A barrier for %d tasks would never be waited at. Give it 1 or more."
                            .formatted(parties));
        }
        this.parties = parties;
    }

    /** How many have to come. */
    public int parties() {
        return parties;
    }

    /** How many wait for the others. */
    public int waiting() {
        Touch.reads(condition.lock()); // All that changes it holds that.
        return state == State.FILLING ? count : 0;
    }

    /** Whether it was aborted. */
    public boolean isBroken() {
        Touch.reads(condition.lock());
        return state == State.BROKEN;
    }

    /**
     * Waits for the others.
     *
     * @return a number that says how many came before, so that one of them can be told apart
     * @throws BrokenBarrierException if it is, or gets, aborted or reset
     */
    public int await() throws BrokenBarrierException {
        try (Lock.Held _ = condition.hold()) {
            condition.awaitUntil(() -> state != State.DRAINING && state != State.RESETTING);
            if (state == State.BROKEN) {
                throw new BrokenBarrierException("The barrier was aborted.");
            }
            try {
                int index = count++;
                if (index + 1 == parties) {
                    state = State.DRAINING;
                    condition.notifyEverybody();
                } else {
                    awaitOthers();
                }
                return index;
            } finally {
                count--;
                leave();
            }
        }
    }

    private String awaited() {
        return "a barrier, where %d of %d are".formatted(count, parties);
    }

    private void awaitOthers() throws BrokenBarrierException {
        condition.awaitUntil(() -> state != State.FILLING);
        if (state == State.BROKEN || state == State.RESETTING) {
            throw new BrokenBarrierException("The barrier was aborted or reset.");
        }
    }

    private void leave() {
        if (count == 0) {
            if (state == State.RESETTING || state == State.DRAINING) {
                state = State.FILLING;
            }
            condition.notifyEverybody();
        }
    }

    /** Lets all that wait fail, and makes it as new for those who come after. */
    public void reset() {
        try (Lock.Held _ = condition.hold()) {
            state = count > 0 ? State.RESETTING : State.FILLING;
            condition.notifyEverybody();
        }
    }

    /** Lets all that wait, and all who come, fail, until it is {@link #reset}. */
    public void abort() {
        try (Lock.Held _ = condition.hold()) {
            state = State.BROKEN;
            condition.notifyEverybody();
        }
    }
}
