package dev.heddle.linearizability;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds operations: the public methods of a class that have given names. */
final class Discovery {

    /** An operation that was found. */
    record Found(String name, List<Arguments<?>> arguments, Invocation.Body<Object> body) {}

    private Discovery() {}

    /** What methods are given if nothing else is said. */
    static Map<Class<?>, Arguments<?>> usual() {
        Map<Class<?>, Arguments<?>> usual = new HashMap<>();
        Arguments<Integer> numbers = Arguments.ints(0, 2);
        usual.put(int.class, numbers);
        usual.put(Integer.class, numbers);
        usual.put(Number.class, numbers);
        usual.put(Object.class, numbers);
        usual.put(Comparable.class, numbers);
        usual.put(long.class, Arguments.longs(0, 2));
        usual.put(Long.class, Arguments.longs(0, 2));
        usual.put(boolean.class, Arguments.booleans());
        usual.put(Boolean.class, Arguments.booleans());
        usual.put(String.class, Arguments.of("a", "b"));
        usual.put(CharSequence.class, Arguments.of("a", "b"));
        usual.put(TimeUnit.class, Arguments.of(TimeUnit.SECONDS));
        return usual;
    }

    static List<Found> of(Class<?> type, List<String> names, Map<Class<?>, Arguments<?>> byType) {
        List<Method> methods = new ArrayList<>();
        for (Method method : names.isEmpty() ? type.getDeclaredMethods() : type.getMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && !method.isSynthetic()
                    && (names.isEmpty() || names.contains(method.getName()))) {
                methods.add(method);
            }
        }
        for (String name : names) {
            if (methods.stream().noneMatch(method -> method.getName().equals(name))) {
                throw new IllegalArgumentException(
                        "%s has no public method '%s'.".formatted(type, name));
            }
        }
        // Reflection has no order of its own, and numbers of operations must stay.
        methods.sort(
                Comparator.comparing(Method::getName)
                        .thenComparing(method -> Arrays.toString(method.getParameterTypes())));
        List<Found> found = new ArrayList<>();
        for (Method method : methods) {
            found.add(of(method, byType));
        }
        return found;
    }

    private static Found of(Method method, Map<Class<?>, Arguments<?>> byType) {
        List<Arguments<?>> arguments = new ArrayList<>();
        for (Class<?> parameter : method.getParameterTypes()) {
            Arguments<?> values = byType.get(parameter);
            if (values == null) {
                throw new IllegalArgumentException(
                        "Nobody knows what to give to the method %s for a %s. Say it before, by arguments(%s.class, ...), or give the operation as a lambda."
                                .formatted(method, parameter.getName(), parameter.getSimpleName()));
            }
            arguments.add(values);
        }
        MethodHandle handle = handle(method);
        Invocation.Body<Object> body = (made, values) -> (Object) handle.invokeExact(made, values);
        return new Found(method.getName(), arguments, body);
    }

    private static MethodHandle handle(Method method) {
        try {
            if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
                method.setAccessible(true);
            }
            return MethodHandles.lookup()
                    .unreflect(method)
                    .asFixedArity()
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
        } catch (IllegalAccessException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "The method %s can not be called from here. Give the operation as a lambda."
                            .formatted(method),
                    e);
        }
    }
}
