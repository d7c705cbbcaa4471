package dev.heddle.kernel;

import dev.heddle.api.Internal;

/** An error of this tool, whose message is a sentence that says all by itself. */
@Internal
public interface Told {

    /** What is wrong, and whose fault it is. */
    String getMessage();

    /** What two of these have in common that stand for one failure in two runs. */
    default String likeness() {
        return getMessage();
    }
}
