package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the static fields of the program hold at one moment, with what can be reached from them, to
 * be compared with another moment. Taking it executes nothing of the program and initialises no
 * class; it costs milliseconds, so it is done only when something must be found out.
 */
public final class Statics {

    /** What the compiler calls a variable that a lambda has captured. */
    private static final Pattern CAPTURED = Pattern.compile("^\\.arg\\$(\\d+)");

    /** Places in all fields together, so that it ends in reasonable time in any program. */
    private static final int MOST_PLACES = 200_000;

    private final Map<Field, Contents> contents = new LinkedHashMap<>();

    /** What the body of the schedules is and refers to, such as the variables that a lambda has. */
    private final Contents body;

    private boolean complete;

    private Statics(Contents body) {
        this.body = body;
        this.complete = !body.isCut();
    }

    /**
     * Looks at all static fields of the program's classes that are initialised, and at an object
     * that all schedules have in common.
     */
    public static Statics now(Object body) {
        Policy policy = Control.policy();
        Contents.FieldsOf fields = new Contents.FieldsOf(policy);
        Statics statics = new Statics(Contents.of(body, fields));
        int places = 0;
        for (Class<?> type : Control.instrumentation().getAllLoadedClasses()) {
            if (!isOfInterest(type, policy)) {
                continue;
            }
            for (Field field : variable(type)) {
                if (places >= MOST_PLACES) {
                    statics.complete = false;
                    return statics;
                }
                Contents found = Contents.of(RawMemory.read(field), fields);
                statics.contents.put(field, found);
                statics.complete &= !found.isCut();
                places += found.size();
            }
        }
        return statics;
    }

    /**
     * Classes that are loaded anew for each schedule can not carry anything from one to another.
     */
    private static boolean isOfInterest(Class<?> type, Policy policy) {
        return type.getClassLoader() != null
                && !type.isArray()
                && !type.isHidden()
                && !(type.getClassLoader() instanceof FreshLoader)
                && policy.of(
                                type.getName().replace('.', '/'),
                                type.getClassLoader(),
                                type.getProtectionDomain())
                        == Level.PREEMPT
                && RawMemory.isInitialised(type);
    }

    /** The fields that can hold something else later, or something that can change. */
    private static List<Field> variable(Class<?> type) {
        Field[] declared;
        try {
            declared = type.getDeclaredFields();
        } catch (LinkageError e) {
            return List.of(); // A type of one of them is missing, so no field can be looked at.
        }
        List<Field> fields = new ArrayList<>();
        for (Field field : declared) {
            int modifiers = field.getModifiers();
            boolean constant =
                    Modifier.isFinal(modifiers)
                            && (field.getType().isPrimitive() || field.getType() == String.class);
            if (Modifier.isStatic(modifiers) && !field.isSynthetic() && !constant) {
                fields.add(field);
            }
        }
        return fields;
    }

    /** Whether everything was looked at that can be reached. */
    public boolean isComplete() {
        return complete;
    }

    /** The fields that hold something else than before, or something that has changed. */
    public List<Change> changesSince(Statics before) {
        List<Change> changes = new ArrayList<>();
        contents.forEach(
                (field, now) -> {
                    Contents then = before.contents.get(field);
                    @Nullable String change = then == null ? null : now.changeSince(then);
                    if (change != null) {
                        Class<?> type = field.getDeclaringClass();
                        changes.add(
                                new Change(
                                        nameOf(type) + "." + field.getName(),
                                        type.getNestHost().getName(),
                                        change));
                    }
                });
        changes.sort(Comparator.comparing(Change::place));
        String ofBody = body.changeSince(before.body);
        if (ofBody != null) {
            String path = CAPTURED.matcher(ofBody).replaceFirst("captured value $1");
            changes.add(new Change("the body's ", "", path.replaceFirst("^\\.", "")));
        }
        return changes;
    }

    /** The class as in Java source. */
    private static String nameOf(Class<?> type) {
        String name = type.getCanonicalName();
        return name == null ? type.getName() : name;
    }

    /**
     * A place that schedules have in common, and how it has changed.
     *
     * @param place the static field, or the body
     * @param outermost the name of the outermost class around the field, or an empty string
     * @param change the path from there to what has changed, and how
     */
    public record Change(String place, String outermost, String change) {
        @Override
        public String toString() {
            return place + change;
        }
    }
}
