package dev.heddle.timeline;

import dev.heddle.trace.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The steps of a run, so that ten thousand of them make a page of no more than a megabyte or two:
 * each text stands there once, and each step is a list in the order of {@link #FIELDS}.
 */
public final class Packed {

    /** What stands in the list of a step, in this order. */
    static final List<String> FIELDS =
            List.of(
                    "index", "thread", "action", "object", "value", "place", "where", "source",
                    "mark", "time", "flags", "held", "after");

    private static final int WAITS = 1;
    private static final int PREEMPTED = 2;

    private final Map<String, Integer> texts = new LinkedHashMap<>();

    /** The names of threads by their numbers: the order in which they were made. */
    private final SortedMap<Long, String> threads = new TreeMap<>();

    /** Which column each has. */
    private final Map<Long, Integer> columns = new HashMap<>();

    private Packed() {}

    /** The steps as data for a page. */
    public static Map<String, @Nullable Object> of(List<Step> steps) {
        Packed packed = new Packed();
        steps.forEach(step -> packed.threads.putIfAbsent(step.number(), step.thread()));
        packed.threads.keySet().forEach(one -> packed.columns.put(one, packed.columns.size()));
        List<List<Object>> rows = new ArrayList<>();
        steps.forEach(step -> rows.add(packed.row(step)));
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("threads", List.copyOf(packed.threads.values()));
        data.put("texts", List.copyOf(packed.texts.keySet()));
        data.put("fields", FIELDS);
        data.put("rows", rows);
        return data;
    }

    private List<Object> row(Step step) {
        List<Object> after = new ArrayList<>();
        for (Step.After edge : step.after()) {
            after.add(edge.step());
            after.add(text(edge.through()));
        }
        int flags = (step.waits() ? WAITS : 0) + (step.preempted() ? PREEMPTED : 0);
        return List.of(
                step.index(),
                columns.getOrDefault(step.number(), 0),
                text(step.action()),
                text(step.object()),
                text(step.value()),
                text(step.place()),
                text(step.where()),
                text(step.source()),
                text(step.mark()),
                step.time().toNanos(),
                flags,
                step.held().stream().map(this::text).toList(),
                after);
    }

    /** The number of a text, each of which stands there once. */
    private int text(String text) {
        return texts.computeIfAbsent(text, key -> texts.size());
    }
}
