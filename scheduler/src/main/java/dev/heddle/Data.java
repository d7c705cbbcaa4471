package dev.heddle;

import dev.heddle.detect.LockOrder;
import dev.heddle.detect.Race;
import dev.heddle.detect.Waits;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.shrink.Shrunk;
import dev.heddle.shrink.Size;
import dev.heddle.trace.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reports and failures as maps and lists, to be written as JSON. {@code docs/report.md} and the
 * schema beside it say what is in there; whatever changes the meaning of something, or takes
 * something away, changes {@link #VERSION} with it.
 */
final class Data {

    /** The version of the schema. */
    static final int VERSION = 1;

    /** Of a run that was made smaller there are no more steps as it was found. */
    private static final int MOST_STEPS = 40;

    private Data() {}

    static Map<String, @Nullable Object> of(Report report) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("version", VERSION);
        data.put("passed", report.passed());
        data.put("schedules", report.schedules());
        data.put("failures", report.failures());
        data.put("steps", report.steps());
        data.put("decisions", report.decisions());
        data.put("outsideEvents", report.outsideEvents());
        data.put("millis", report.time().toMillis());
        data.put("coverage", of(report.coverage()));
        data.put("warnings", report.warnings());
        data.put("uncontrolled", report.uncontrolled());
        data.put("blocked", report.blocked());
        data.put("leaks", report.leaks());
        data.put("swallowed", report.swallowed());
        data.put("reached", report.reached());
        data.put("unreached", report.unreached());
        data.put("races", report.races().stream().map(Data::of).toList());
        data.put("lockOrders", report.lockOrders().stream().map(Data::of).toList());
        data.put("divergence", report.divergence().map(Data::of).orElse(null));
        data.put("failure", report.failure().map(Data::withoutVersion).orElse(null));
        return data;
    }

    static Map<String, @Nullable Object> of(Failure failure) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("version", VERSION);
        data.putAll(withoutVersion(failure));
        return data;
    }

    private static Map<String, @Nullable Object> withoutVersion(Failure failure) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("kind", failure.kind().name());
        data.put("summary", failure.summary());
        data.put("thread", failure.told().thread());
        data.put("sentence", failure.sentence().orElse(null));
        data.put("causes", causes(failure.cause().orElse(null)));
        data.put("schedule", failure.schedule());
        // As text: not every reader of JSON has whole numbers of 64 bits.
        data.put("seed", Long.toString(failure.seed()));
        data.put("strategy", failure.strategy());
        data.put("member", failure.member().orElse(null));
        data.put("token", failure.token());
        data.put("foundToken", failure.foundToken());
        data.put("constraints", failure.constraints().map(Object::toString).orElse(null));
        data.put("instrumented", failure.instrumented());
        data.put("repeated", failure.isRepeated());
        data.put("stepCount", failure.stepCount());
        data.put("steps", failure.steps().stream().map(Data::of).toList());
        data.put("keySteps", failure.watched().keySteps().stream().map(Data::of).toList());
        data.put("found", failure.found().steps().isEmpty() ? null : of(failure.found()));
        data.put("rounds", failure.rounds());
        data.put("unavoidable", failure.unavoidable().map(Data::of).orElse(null));
        data.put("standing", failure.told().standing().stream().map(Data::of).toList());
        data.put("race", failure.race().map(Data::of).orElse(null));
        data.put("shrunk", failure.shrunk().map(Data::of).orElse(null));
        data.put("cutShort", failure.cutShort());
        data.put("uncontrolled", failure.uncontrolled());
        data.put("blocked", failure.blocked());
        data.put("leaks", failure.leaks());
        data.put("swallowed", failure.swallowed());
        data.put("divergence", failure.divergence().map(Data::of).orElse(null));
        data.put("message", failure.toString());
        return data;
    }

    private static Map<String, @Nullable Object> of(Coverage coverage) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("behaviours", coverage.behaviours());
        data.put(
                "chanceOfNew",
                Double.isFinite(coverage.chanceOfNew()) ? coverage.chanceOfNew() : null);
        data.put("isEachSeenAgain", coverage.isEachSeenAgain());
        data.put("proof", coverage.proof());
        return data;
    }

    private static List<Map<String, @Nullable Object>> causes(@Nullable Throwable first) {
        List<Map<String, @Nullable Object>> causes = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable at = first; at != null && seen.add(at); at = at.getCause()) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("type", at.getClass().getName());
            data.put("message", at.getMessage());
            data.put("stack", frames(List.of(at.getStackTrace())));
            causes.add(data);
        }
        return causes;
    }

    private static List<Map<String, @Nullable Object>> frames(List<StackTraceElement> stack) {
        return stack.stream().map(Data::of).toList();
    }

    private static Map<String, @Nullable Object> of(StackTraceElement frame) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", frame.getClassName());
        data.put("method", frame.getMethodName());
        data.put("file", frame.getFileName());
        data.put("line", frame.getLineNumber() < 0 ? null : frame.getLineNumber());
        return data;
    }

    private static Map<String, @Nullable Object> of(Step step) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("index", step.index());
        data.put("thread", step.thread());
        // Threads may have equal names.
        data.put("threadNumber", Long.toString(step.number()));
        data.put("action", step.action());
        data.put("object", orNull(step.object()));
        data.put("value", orNull(step.value()));
        data.put("place", orNull(step.place()));
        data.put("file", orNull(step.file()));
        data.put("line", step.line() < 0 ? null : step.line());
        data.put("source", orNull(step.source()));
        data.put("mark", orNull(step.mark()));
        data.put("time", step.time().toString());
        data.put("waits", step.waits());
        data.put("preempted", step.preempted());
        data.put("held", step.held());
        data.put("after", step.after().stream().map(Data::of).toList());
        return data;
    }

    private static Map<String, @Nullable Object> of(Step.After edge) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("step", edge.step());
        data.put("through", edge.through());
        return data;
    }

    private static Map<String, @Nullable Object> of(Watched.KeyStep one) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("step", one.step());
        data.put("why", one.why());
        return data;
    }

    /** As much of it as of the run that is reported. */
    private static Map<String, @Nullable Object> of(Watched run) {
        List<Step> last =
                run.steps()
                        .subList(Math.max(0, run.steps().size() - MOST_STEPS), run.steps().size());
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("stepCount", run.count());
        data.put("steps", last.stream().map(Data::of).toList());
        data.put("keySteps", run.keySteps().stream().map(Data::of).toList());
        return data;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Map<String, @Nullable Object> of(Unavoidable found) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("step", found.step());
        data.put("what", orNull(found.what()));
        data.put("failedAfter", found.failedAfter());
        data.put("runsAfter", found.runsAfter());
        data.put("failedBefore", found.failedBefore());
        data.put("runsBefore", found.runsBefore());
        return data;
    }

    private static Map<String, @Nullable Object> of(Standing one) {
        Duration left = one.left();
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("thread", one.thread());
        data.put("waiting", one.waiting().name());
        data.put("text", Waits.words(one));
        data.put("on", orNull(one.on()));
        data.put("heldBy", orNull(one.heldBy()));
        data.put("cause", one.cause().name());
        data.put("detail", orNull(one.detail()));
        data.put("left", left == null ? null : left.toString());
        data.put("daemon", one.daemon());
        data.put("stack", frames(one.stack()));
        return data;
    }

    private static Map<String, @Nullable Object> of(Race race) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("what", race.what());
        data.put("first", of(race.first()));
        data.put("second", of(race.second()));
        data.put("missing", race.missing());
        return data;
    }

    private static List<Map<String, @Nullable Object>> of(LockOrder order) {
        return order.steps().stream().map(Data::of).toList();
    }

    private static Map<String, @Nullable Object> of(LockOrder.Step step) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("thread", step.thread());
        data.put("holds", step.holds());
        data.put("holdsSince", step.holdsSince());
        data.put("wants", step.wants());
        data.put("wantsAt", step.wantsAt());
        return data;
    }

    private static Map<String, @Nullable Object> of(Race.Access access) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("thread", access.thread());
        data.put("action", access.action());
        data.put("place", access.location());
        data.put("step", access.step());
        data.put("stack", frames(access.stack()));
        data.put("held", access.held());
        return data;
    }

    private static Map<String, @Nullable Object> of(Shrunk shrunk) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("runs", shrunk.runs());
        data.put("complete", shrunk.isComplete());
        data.put("before", of(shrunk.before()));
        data.put("after", of(shrunk.after()));
        return data;
    }

    private static Map<String, @Nullable Object> of(Size size) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("preemptions", size.preemptions());
        data.put("others", size.others());
        data.put("steps", size.steps());
        return data;
    }

    private static Map<String, @Nullable Object> of(Divergence divergence) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("summary", divergence.summary());
        data.put("changes", divergence.changes());
        return data;
    }
}
