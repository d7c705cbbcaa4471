package dev.heddle.explain;

import dev.heddle.ParsedJson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks data against the schema of reports: so much of JSON Schema as that one uses. */
final class Schema {

    private static final Set<String> KNOWN =
            Set.of(
                    "$schema",
                    "$defs",
                    "$ref",
                    "title",
                    "description",
                    "type",
                    "const",
                    "enum",
                    "anyOf",
                    "properties",
                    "required",
                    "additionalProperties",
                    "items");

    private final Map<?, ?> root;
    private final List<String> faults = new ArrayList<>();

    private Schema(Map<?, ?> root) {
        this.root = root;
    }

    /** What is wrong with a report; nothing if it is as the schema in docs says. */
    static List<String> faultsOfReport(Object report) {
        Schema schema = read();
        schema.check(schema.root, report, "report");
        return schema.faults;
    }

    static List<String> faultsOfFailure(Object failure) {
        Schema schema = read();
        schema.check(schema.definition("#/$defs/failure"), failure, "failure");
        return schema.faults;
    }

    /** The ways a run can end, as the schema has them. */
    static List<String> kinds() {
        Map<?, ?> failure = read().definition("#/$defs/failure");
        Map<?, ?> kind = (Map<?, ?>) ((Map<?, ?>) failure.get("properties")).get("kind");
        return ((List<?>) kind.get("enum")).stream().map(String::valueOf).toList();
    }

    private static Schema read() {
        try {
            Path file = Path.of("..", "docs", "report.schema.json");
            return new Schema((Map<?, ?>) ParsedJson.of(Files.readString(file)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<?, ?> definition(String reference) {
        String name = reference.substring("#/$defs/".length());
        Map<?, ?> found = (Map<?, ?>) ((Map<?, ?>) root.get("$defs")).get(name);
        if (found == null) {
            throw new AssertionError("The schema has no " + reference);
        }
        return found;
    }

    private void check(Map<?, ?> schema, Object value, String path) {
        for (Object word : schema.keySet()) {
            if (!KNOWN.contains(word)) {
                throw new AssertionError("Not understood in the schema: " + word);
            }
        }
        if (schema.get("$ref") instanceof String reference) {
            check(definition(reference), value, path);
        }
        if (schema.get("anyOf") instanceof List<?> several) {
            int before = faults.size();
            boolean fits = false;
            for (Object one : several) {
                int mark = faults.size();
                check((Map<?, ?>) one, value, path);
                fits |= faults.size() == mark;
            }
            if (fits) {
                faults.subList(before, faults.size()).clear();
            }
        }
        if (schema.containsKey("const")) {
            fault(schema.get("const").equals(value), path, "is not " + schema.get("const"));
        }
        if (schema.get("enum") instanceof List<?> values) {
            fault(values.contains(value), path, "is none of " + values);
        }
        Object type = schema.get("type");
        if (type != null) {
            List<?> types = type instanceof List<?> several ? several : List.of(type);
            boolean fits = types.stream().anyMatch(one -> isA(one, value));
            fault(fits, path, "is no " + type + " but " + value);
        }
        if (value instanceof Map<?, ?> members
                && schema.get("properties") instanceof Map<?, ?> known) {
            for (Object name : (List<?>) schema.get("required")) {
                fault(members.containsKey(name), path, "lacks " + name);
            }
            members.forEach(
                    (name, member) -> {
                        fault(known.containsKey(name), path, "has a member " + name);
                        if (known.get(name) instanceof Map<?, ?> its) {
                            check(its, member, path + "." + name);
                        }
                    });
        }
        if (value instanceof List<?> elements && schema.get("items") instanceof Map<?, ?> items) {
            for (int i = 0; i < elements.size(); i++) {
                check(items, elements.get(i), path + "[" + i + "]");
            }
        }
    }

    private void fault(boolean holds, String path, String what) {
        if (!holds) {
            faults.add(path + " " + what);
        }
    }

    private static boolean isA(Object type, Object value) {
        return switch (String.valueOf(type)) {
            case "null" -> value == null;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "array" -> value instanceof List<?>;
            case "object" -> value instanceof Map<?, ?>;
            default -> throw new AssertionError("Not understood in the schema: " + type);
        };
    }
}
