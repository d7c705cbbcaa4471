package dev.heddle;

import dev.heddle.detect.DataRaceError;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.trace.Course;
import dev.heddle.trace.Step;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A run as somebody has watched it, as far as its steps are kept, and which of them matter.
 *
 * @param steps the last steps
 * @param count how many there were
 * @param keySteps the steps that matter, in order
 */
record Watched(List<Step> steps, long count, List<KeyStep> keySteps) {

    /** Nobody has watched it. */
    static final Watched NOTHING = new Watched(List.of(), 0, List.of());

    /**
     * A step that matters.
     *
     * @param why {@code race} for one of the two accesses of a data race, {@code order} if the
     *     failure depends on when it came, {@code circle} for what a thread did last that is part
     *     of a deadlock, {@code end} for what was done last before it was thrown what the run has
     *     failed with, or else what the thread did last that has failed
     */
    record KeyStep(long step, String why) {}

    /** What a course has seen of a run that ended like this. */
    static Watched of(Course course, Ending ending) {
        List<Step> steps = course.allSteps();
        List<KeyStep> keySteps = new ArrayList<>();
        if (ending.failure() instanceof DataRaceError error) {
            keySteps.add(new KeyStep(course.stepAt(error.race().first().step()), "race"));
            keySteps.add(new KeyStep(course.stepAt(error.race().second().step()), "race"));
        }
        course.reasonSteps().forEach(step -> keySteps.add(new KeyStep(step, "order")));
        Map<String, Long> lastSteps = new HashMap<>();
        steps.forEach(step -> lastSteps.put(step.thread(), step.index()));
        for (Standing one : ending.standing()) {
            if (one.cause() == Cause.CIRCLE) {
                keySteps.add(new KeyStep(lastSteps.getOrDefault(one.thread(), 0L), "circle"));
            }
        }
        long thrown = course.lastStepBeforeThrown();
        if (thrown > 0) {
            keySteps.add(new KeyStep(thrown, "end"));
        } else if (ending.thread() != null && ending.kind() != Ending.Kind.DEADLOCK) {
            keySteps.add(new KeyStep(lastSteps.getOrDefault(ending.thread(), 0L), "end"));
        }
        // What is not shown is none.
        keySteps.removeIf(one -> steps.stream().noneMatch(step -> step.index() == one.step));
        keySteps.sort((one, other) -> Long.compare(one.step, other.step));
        return new Watched(steps, course.count(), keySteps.stream().distinct().toList());
    }
}
