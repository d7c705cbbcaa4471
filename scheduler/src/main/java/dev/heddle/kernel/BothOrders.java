package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/** Tells two of what orders what. */
record BothOrders(Order first, Order second) implements Order {

    @Override
    public void begins(Loop loop) {
        first.begins(loop);
        second.begins(loop);
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        first.starts(by, fiber);
        second.starts(by, fiber);
    }

    @Override
    public void precedes(Fiber before, Fiber waiting) {
        first.precedes(before, waiting);
        second.precedes(before, waiting);
    }

    @Override
    public void handsOver(Fiber before, Fiber waiting) {
        first.handsOver(before, waiting);
        second.handsOver(before, waiting);
    }

    @Override
    public void leavesTurns(Fiber fiber) {
        first.leavesTurns(fiber);
        second.leavesTurns(fiber);
    }

    @Override
    public void follows(Fiber fiber) {
        first.follows(fiber);
        second.follows(fiber);
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        Throwable failure = first.accesses(fiber, site, object, member, access, place);
        Throwable other = second.accesses(fiber, site, object, member, access, place);
        return failure == null ? other : failure;
    }

    @Override
    public void freezes(Fiber fiber, Object object) {
        first.freezes(fiber, object);
        second.freezes(fiber, object);
    }

    @Override
    public void givesUp() {
        first.givesUp();
        second.givesUp();
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        first.orders(fiber, object, member, access);
        second.orders(fiber, object, member, access);
    }

    @Override
    public void uses(Fiber fiber, Object object, int access) {
        first.uses(fiber, object, access);
        second.uses(fiber, object, access);
    }

    @Override
    public void returned(Fiber fiber, int site) {
        first.returned(fiber, site);
        second.returned(fiber, site);
    }

    @Override
    public void looksForInterrupt(Fiber fiber) {
        first.looksForInterrupt(fiber);
        second.looksForInterrupt(fiber);
    }

    @Override
    public void joins(Fiber fiber, Thread thread) {
        first.joins(fiber, thread);
        second.joins(fiber, thread);
    }

    @Override
    public void givesInVain(Fiber fiber, Thread to) {
        first.givesInVain(fiber, to);
        second.givesInVain(fiber, to);
    }
}
