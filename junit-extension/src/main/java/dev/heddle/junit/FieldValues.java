package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the fields of an object hold at some moment. */
final class FieldValues {

    private final Map<Field, @Nullable Object> values = new LinkedHashMap<>();

    private FieldValues() {}

    static FieldValues of(Object object) {
        FieldValues all = new FieldValues();
        for (Field field :
                ReflectionSupport.findFields(
                        object.getClass(),
                        field -> !Modifier.isStatic(field.getModifiers()),
                        HierarchyTraversalMode.TOP_DOWN)) {
            all.values.put(field, read(field, object));
        }
        return all;
    }

    /** A field that holds something else now. */
    Optional<Field> changed(Object object) {
        return values.entrySet().stream()
                .filter(
                        entry -> {
                            Object now = read(entry.getKey(), object);
                            return entry.getKey().getType().isPrimitive()
                                    ? !java.util.Objects.equals(now, entry.getValue())
                                    : now != entry.getValue();
                        })
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static @Nullable Object read(Field field, Object object) {
        try {
            return ReflectionSupport.tryToReadFieldValue(field, object).get();
        } catch (Exception e) {
            throw new IllegalStateException("The field " + field + " can not be read.", e);
        }
    }
}
