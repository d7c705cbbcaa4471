package dev.heddle.flaky;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A test that is examined: a method as a rule, with all invocations it makes.
 *
 * @param id its unique id on the JUnit Platform
 * @param type the name of its class
 * @param method the name of its method
 * @param explored whether Heddle explores it by itself, as it has an annotation that says so
 */
record Subject(String id, String type, String method, boolean explored) {

    /** As people name it. */
    String name() {
        return type.isEmpty() ? method : type + "." + method;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("class", type);
        map.put("method", method);
        map.put("explored", explored);
        return map;
    }

    static Subject of(Json map) {
        return new Subject(
                map.text("id"), map.text("class"), map.text("method"), map.flag("explored"));
    }
}
