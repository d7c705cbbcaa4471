package dev.heddle;

import dev.heddle.detect.Race;
import dev.heddle.detect.Waits;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.timeline.Packed;
import dev.heddle.timeline.Page;

import org.jspecify.annotations.Nullable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A failure as a page: what its JSON has, with all steps that are kept. */
final class Pages {

    private static final int LONGEST_TITLE = 80;

    private Pages() {}

    static String of(Failure failure) {
        Map<String, @Nullable Object> data = Data.of(failure);
        data.remove("steps");
        data.remove("keySteps");
        data.remove("found");
        data.remove("message"); // The page has it as text.
        data.put("standing", failure.told().standing().stream().map(Pages::of).toList());
        data.put("race", failure.race().map(Pages::of).orElse(null));
        data.put("causes", causes(failure.cause().orElse(null)));
        data.put("replay", failure.replayCall().lines(failure.token()));
        data.put(
                "replayed",
                failure.schedule() == Failure.REPLAYED ? "The replay of " + failure.token() : null);
        data.put("unavoidableText", failure.unavoidable().map(Object::toString).orElse(null));
        data.put("constraintsText", failure.constraints().map(one -> one.inWords()).orElse(null));
        data.put("shrunkText", failure.shrunk().map(Object::toString).orElse(null));
        data.put("divergenceText", failure.divergence().map(Object::toString).orElse(null));
        List<Object> runs = new ArrayList<>();
        runs.add(run(failure.found().steps().isEmpty() ? "Run" : "Minimal", failure.watched()));
        if (!failure.found().steps().isEmpty()) {
            runs.add(run("As found", failure.found()));
        }
        data.put("runs", runs);
        return Page.of(title(failure), failure.toString(), data);
    }

    private static Map<String, @Nullable Object> run(String name, Watched run) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>(Packed.of(run.steps()));
        data.put("name", name);
        data.put("count", run.count());
        List<Object> keySteps = new ArrayList<>();
        run.keySteps().forEach(one -> keySteps.add(List.of(one.step(), one.why())));
        data.put("keySteps", keySteps);
        return data;
    }

    private static Map<String, @Nullable Object> of(Standing one) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("thread", one.thread());
        data.put("text", Waits.words(one));
        data.put("heldBy", one.heldBy());
        data.put("stack", Message.Stack.shown(one.stack()));
        return data;
    }

    private static Map<String, @Nullable Object> of(Race race) {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("accesses", List.of(of(race.first()), of(race.second())));
        data.put("missing", race.missing());
        return data;
    }

    private static Map<String, @Nullable Object> of(Race.Access access) {
        List<String> stack = Message.Stack.shown(access.stack());
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("thread", access.thread());
        data.put("action", access.action());
        data.put("stack", stack.isEmpty() ? List.of(access.location()) : stack);
        data.put("held", access.held());
        return data;
    }

    /** What was thrown, and what caused it, with all frames: as text, since it is not looked at. */
    private static List<String> causes(@Nullable Throwable thrown) {
        if (thrown == null) {
            return List.of();
        }
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().lines().map(line -> line.replace("\t", "    ")).toList();
    }

    /** So much of what went wrong as a tab of a browser has room for. */
    private static String title(Failure failure) {
        String first = failure.summary().lines().findFirst().orElse("");
        return first.length() <= LONGEST_TITLE ? first : first.substring(0, LONGEST_TITLE) + "...";
    }
}
