package dev.heddle.async;

import dev.heddle.kernel.Relay;
import dev.heddle.kernel.Stack;

import org.jspecify.annotations.Nullable;

/** A worker on a stack that goes on when it is told to, without the JDK's scheduler. */
final class StackWorker extends OwnWorker {

    /** Stacks that have nothing to do take memory. */
    private static final int MOST_RESTING = 1_000;

    private final Relay relay;

    /** Null as long as it never had its turn. */
    private @Nullable Stack stack;

    StackWorker(EventLoop loop, Relay relay) {
        super(loop);
        this.relay = relay;
    }

    private Stack stack() {
        Stack known = stack;
        if (known == null) {
            known = relay.newStack("event-loop", this::work, this);
            stack = known;
        }
        return known;
    }

    /** The stack of a worker, or null for the thread that runs the loop. */
    private static @Nullable Stack stackOf(Worker worker) {
        return worker instanceof StackWorker on ? on.stack() : null;
    }

    /** Gives it the turn that the thread has which runs the loop. */
    void begin(Relay.Outside whenBack) {
        relay.begin(stack(), whenBack);
    }

    @Override
    void handOver(Worker other, @Nullable Object awaits) {
        relay.handOver(stack(), stackOf(other));
    }

    @Override
    void retire(Worker other) {
        relay.retire(stack(), stackOf(other));
    }

    @Override
    boolean isReusable() {
        return loop.passes.resting() < MOST_RESTING && stack().isAsNew();
    }

    @Override
    boolean endsInARow() {
        return true;
    }

    @Override
    void pause(long nanos) {
        relay.pause(stack(), nanos);
    }

    @Override
    void wake() {
        relay.wake();
    }

    @Override
    void goesOn() {}
}
