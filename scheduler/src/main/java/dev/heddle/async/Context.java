package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/** The values of {@link ContextVar}s: never changed, but replaced by a changed copy. */
final class Context {

    /** The values of a loop in which none was set. */
    static final Context EMPTY = new Context(Map.of());

    private final Map<ContextVar<?>, Object> values;

    private Context(Map<ContextVar<?>, Object> values) {
        this.values = values;
    }

    /** The value of a variable, or null if it has none here. */
    @Nullable Object get(ContextVar<?> variable) {
        return values.get(variable);
    }

    /** These values, but another for one variable; null if it is to have none. */
    Context with(ContextVar<?> variable, @Nullable Object value) {
        Map<ContextVar<?>, Object> changed = new HashMap<>(values);
        if (value == null) {
            changed.remove(variable);
        } else {
            changed.put(variable, value);
        }
        return new Context(changed);
    }
}
