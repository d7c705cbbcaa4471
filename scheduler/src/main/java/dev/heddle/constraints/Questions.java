package dev.heddle.constraints;

import dev.heddle.kernel.Chooser.Choice;

import java.util.HashMap;
import java.util.Map;

/** Counts the choices of a run that are not about who goes on. */
final class Questions {

    private final Names names;

    /** How many there were, by the first of a kind. */
    private final Map<Question, Integer> counts = new HashMap<>();

    Questions(Names names) {
        this.names = names;
    }

    /** The choice that is to be made now. */
    Question next(Choice choice) {
        Question first = new Question(names.acting(), choice, 1);
        return new Question(first.thread(), choice, counts.merge(first, 1, Integer::sum));
    }

    void clear() {
        counts.clear();
    }
}
