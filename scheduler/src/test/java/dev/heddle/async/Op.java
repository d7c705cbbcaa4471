package dev.heddle.async;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One operation of a program of {@link Interpreter}. */
record Op(Map<String, Object> json) {

    private static final List<String> WHAT_IT_IS_ABOUT =
            List.of("target", "obj", "group", "timeout", "var", "as");

    @SuppressWarnings("unchecked")
    static List<Op> body(Object json) {
        return ((List<Map<String, Object>>) json).stream().map(Op::new).toList();
    }

    String kind() {
        return text("op");
    }

    /** What it is called in events. */
    String label() {
        for (String key : WHAT_IT_IS_ABOUT) {
            if (has(key)) {
                return kind() + " " + text(key);
            }
        }
        return kind();
    }

    boolean has(String key) {
        return json.containsKey(key);
    }

    Object get(String key) {
        return json.get(key);
    }

    String text(String key) {
        return (String) json.get(key);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(json.get(key));
    }

    int count(String key) {
        return Math.toIntExact(number(key));
    }

    long number(String key) {
        return (Long) json.get(key);
    }

    /** A time in ticks, of which one is a nanosecond here; or null. */
    Duration time(String key) {
        Long ticks = (Long) json.get(key);
        return ticks == null ? null : Duration.ofNanos(ticks);
    }

    List<Op> body(String key) {
        return body(json.get(key));
    }

    @SuppressWarnings("unchecked")
    Op inner(String key) {
        return new Op((Map<String, Object>) json.get(key));
    }

    List<?> list(String key) {
        return (List<?>) json.get(key);
    }
}
