package dev.heddle.linearizability;

import dev.heddle.api.API;

/**
 * What is demanded of a history.
 *
 * {@snippet :
 *     .model(Models.queue())
 *     .condition(Condition.SEQUENTIAL_CONSISTENCY)
 *     .scenarios(10)
 *     .check();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum Condition {
    /**
     * Each operation has taken effect at one moment between its call and its return: so what had
     * returned before another was called comes first, whoever called them.
     */
    LINEARIZABILITY("linearizable"),

    /** The operations of each client have taken effect in the order in which it called them. */
    SEQUENTIAL_CONSISTENCY("sequentially consistent"),

    /**
     * What happened before a moment in which nothing was under way has taken effect before what
     * happened after it. In between, the order is free, even of the operations of one client.
     */
    QUIESCENT_CONSISTENCY("quiescently consistent");

    private final String adjective;

    Condition(String adjective) {
        this.adjective = adjective;
    }

    /** What a history is that meets it. */
    @Override
    public String toString() {
        return adjective;
    }
}
