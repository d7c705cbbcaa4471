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
        return field(key, String.class);
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(json.get(key));
    }

    int count(String key) {
        return Math.toIntExact(number(key));
    }

    long number(String key) {
        return field(key, Long.class);
    }

    /** A time in ticks, of which one is a nanosecond here; or null. */
    Duration time(String key) {
        return has(key) && get(key) == null ? null : Duration.ofNanos(number(key));
    }

    /** What must be there, as a program that lacks it is none. */
    private <T> T field(String key, Class<T> type) {
        Object value = get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "%s needs %s, a %s, in %s"
                            .formatted(
                                    json.getOrDefault("op", "It"),
                                    key,
                                    type.getSimpleName(),
                                    json));
        }
        return type.cast(value);
    }

    List<Op> body(String key) {
        return body(field(key, List.class));
    }

    @SuppressWarnings("unchecked")
    Op inner(String key) {
        return new Op(field(key, Map.class));
    }

    List<?> list(String key) {
        return field(key, List.class);
    }
}
