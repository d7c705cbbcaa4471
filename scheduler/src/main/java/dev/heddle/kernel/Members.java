package dev.heddle.kernel;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** The members of one class of the JDK, private ones included, with types this module can name. */
final class Members {

    private final Class<?> type;
    private final MethodHandles.Lookup lookup;

    private Members(Class<?> type) throws IllegalAccessException {
        this.type = type;
        this.lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** The members of a class whose package was opened to this module. */
    static Members of(String className) throws ReflectiveOperationException {
        return new Members(Class.forName(className));
    }

    Class<?> type() {
        return type;
    }

    /** A method, as if it had the given type; the receiver of an instance method comes first. */
    MethodHandle method(MethodType as, String name, Class<?>... parameters)
            throws ReflectiveOperationException {
        return lookup.unreflect(type.getDeclaredMethod(name, parameters)).asType(as);
    }

    /**
     * Makes, of the receiver and the arguments of a private method, what executes it; its own frame
     * is one that the JVM hides.
     */
    MethodHandle asRunnable(MethodType as, String name, Class<?>... parameters) throws Throwable {
        Method method = type.getDeclaredMethod(name, parameters);
        MethodType of = MethodType.methodType(Runnable.class, type, parameters);
        MethodHandles.Lookup trusted = Jdk.allMembers().in(type);
        return LambdaMetafactory.metafactory(
                        trusted,
                        "run",
                        of,
                        MethodType.methodType(void.class),
                        trusted.unreflect(method),
                        MethodType.methodType(void.class))
                .getTarget()
                .asType(as);
    }

    /** A constructor, as if it were a method of the given type. */
    MethodHandle constructor(MethodType as, Class<?>... parameters)
            throws ReflectiveOperationException {
        return lookup.unreflectConstructor(type.getDeclaredConstructor(parameters)).asType(as);
    }

    /** Reads a field, as if it were a method of the given type. */
    MethodHandle getter(MethodType as, String name) throws ReflectiveOperationException {
        return lookup.unreflectGetter(type.getDeclaredField(name)).asType(as);
    }

    /** Writes a final field, as if it were a method of the given type. */
    MethodHandle finalField(MethodType as, String name) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return lookup.unreflectSetter(field).asType(as);
    }

    /** A field whose accesses name the types they have. */
    VarHandle field(String name) throws ReflectiveOperationException {
        return lookup.unreflectVarHandle(type.getDeclaredField(name)).withInvokeBehavior();
    }
}
