package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Several registers, of which an operation reads and writes some at once. */
final class MultiRegister {

    private MultiRegister() {}

    static Outcome<Map<Object, Object>> apply(Map<Object, Object> before, Operation operation) {
        if (!operation.name().equals("txn") && !operation.name().equals("transaction")) {
            throw Models.unknown("multi-register", operation, "txn");
        }
        if (!(operation.argument() instanceof List<?> parts)) {
            throw malformed(operation, operation.argument());
        }
        Map<Object, Object> registers = new HashMap<>(before);
        List<@Nullable Object> results = new ArrayList<>();
        for (Object part : parts) {
            if (!(part instanceof List<?> one) || one.size() != 3 || one.get(1) == null) {
                throw malformed(operation, part);
            }
            Object key = one.get(1);
            Object value = one.get(2);
            switch (String.valueOf(one.get(0))) {
                case "r", "read", ":r", ":read" ->
                        results.add(Arrays.asList(one.get(0), key, registers.get(key)));
                case "w", "write", ":w", ":write" -> {
                    if (value == null) {
                        registers.remove(key);
                    } else {
                        registers.put(key, value);
                    }
                    results.add(part);
                }
                default -> throw malformed(operation, part);
            }
        }
        return Outcome.of(Collections.unmodifiableMap(registers), results);
    }

    private static IllegalArgumentException malformed(Operation operation, @Nullable Object part) {
        return new IllegalArgumentException(
                "A part of a transaction must be [\"r\", key, null] or [\"w\", key, value], but in %s it is %s."
                        .formatted(operation.call(), Operation.text(part)));
    }
}
