package dev.heddle.shrink;

/** The ways in which a {@link Shrinker} tries to make a run smaller, in the order it tries them. */
public enum Pass {
    /** Leave out whole blocks of deviations: all, those of one kind, halves, quarters and so on. */
    BLOCKS(Dropping::blocks),
    /** Leave out one deviation. */
    ONE(Dropping::one),
    /** Let two switches that follow each other be one: from the first thread to the last. */
    MERGE(Rearranging::merge),
    /** Leave out any two deviations. */
    PAIRS(Dropping::pairs),
    /** Choose a thread where somebody has to be chosen, and not by preempting another. */
    BOUNDARY(Rearranging::atBoundary),
    /** Switch to another thread. */
    RETARGET(Rearranging::retarget),
    /** Switch at a later point of the same thread, or at an earlier one. */
    SLIDE(Sliding::slide),
    /** Leave out one deviation while another moves or changes its target. */
    EXCHANGE(Sliding::exchange),
    /** Make numbers that were drawn smaller. */
    POLISH(Polishing::polish),
    /** Search the schedules with fewer preemptions one after the other, the simplest first. */
    BELOW(FromBelow::search);

    /** Something that tries to make the best run known smaller. */
    @FunctionalInterface
    interface Method {
        /** Tries all it has; what it finds is the new best run. */
        void improve(Attempts attempts);
    }

    private final Method method;

    Pass(Method method) {
        this.method = method;
    }

    void improve(Attempts attempts) {
        method.improve(attempts);
    }
}
