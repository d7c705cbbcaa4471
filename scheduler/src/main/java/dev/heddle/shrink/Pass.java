package dev.heddle.shrink;

/** The ways in which a {@link Shrinker} tries to make a run smaller, in the order it tries them. */
enum Pass {
    /** Leave out whole blocks of deviations: all, those of one kind, halves, quarters and so on. */
    BLOCKS,
    /** Leave out one deviation. */
    ONE,
    /** Let two switches that follow each other be one: from the first thread to the last. */
    MERGE,
    /** Leave out any two deviations. */
    PAIRS,
    /** Choose a thread where somebody has to be chosen, and not by preempting another. */
    BOUNDARY,
    /** Switch to another thread. */
    RETARGET,
    /** Switch at a later point of the same thread, or at an earlier one. */
    SLIDE,
    /** Leave out one deviation while another moves or changes its target. */
    EXCHANGE,
    /** Make numbers that were drawn smaller. */
    POLISH,
    /** Search the schedules with fewer preemptions one after the other, the simplest first. */
    BELOW;

    /** Tries all it has; what it finds is the new best run. */
    void improve(Attempts attempts) {
        switch (this) {
            case BLOCKS -> Dropping.blocks(attempts);
            case ONE -> Dropping.one(attempts);
            case MERGE -> Rearranging.merge(attempts);
            case PAIRS -> Dropping.pairs(attempts);
            case BOUNDARY -> Rearranging.atBoundary(attempts);
            case RETARGET -> Rearranging.retarget(attempts);
            case SLIDE -> Sliding.slide(attempts);
            case EXCHANGE -> Sliding.exchange(attempts);
            case POLISH -> Polishing.polish(attempts);
            case BELOW -> FromBelow.search(attempts);
        }
    }
}
