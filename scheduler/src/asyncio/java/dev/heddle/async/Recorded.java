package dev.heddle.async;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run of a program was: how it ended, and every event with the time and the pass of the loop
 * in which it happened.
 */
record Recorded(String status, Object main, long time, List<Object> trace, List<Object> passes) {

    @SuppressWarnings("unchecked")
    static Recorded of(Map<String, Object> json) {
        return new Recorded(
                (String) json.get("status"),
                json.get("main"),
                (Long) json.get("time"),
                (List<Object>) json.get("trace"),
                (List<Object>) json.get("batches"));
    }

    /** What {@link #of} reads. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("status", status);
        json.put("main", main);
        json.put("time", time);
        json.put("trace", trace);
        json.put("batches", passes);
        return json;
    }

    /** The first difference in words, or null. */
    String differenceTo(Recorded expected) {
        for (int i = 0; i < Math.max(trace.size(), expected.trace.size()); i++) {
            Object is = i < trace.size() ? trace.get(i) : "nothing";
            Object should = i < expected.trace.size() ? expected.trace.get(i) : "nothing";
            if (!is.equals(should)) {
                return "event %d should be %s and is %s".formatted(i, should, is);
            }
            if (!passes.get(i).equals(expected.passes.get(i))) {
                return "event %d, %s, should happen in pass %s and happens in pass %s"
                        .formatted(i, is, expected.passes.get(i), passes.get(i));
            }
        }
        if (!status.equals(expected.status)) {
            return "the status should be %s and is %s".formatted(expected.status, status);
        }
        if (!String.valueOf(main).equals(String.valueOf(expected.main))) {
            return "the main task should come to %s and comes to %s".formatted(expected.main, main);
        }
        return time == expected.time
                ? null
                : "the time should be %d and is %d".formatted(expected.time, time);
    }

    /** The events before the first with which the loop says that it can not go on. */
    List<Object> untilDeadlock() {
        List<Object> before = new ArrayList<>();
        for (Object event : trace) {
            if (isDeadlock(event)) {
                break;
            }
            before.add(event);
        }
        return before;
    }

    boolean hasDeadlock() {
        return trace.stream().anyMatch(Recorded::isDeadlock);
    }

    private static boolean isDeadlock(Object event) {
        List<?> parts = (List<?>) event;
        return "loop".equals(parts.get(1)) && "deadlock".equals(parts.get(2));
    }
}
