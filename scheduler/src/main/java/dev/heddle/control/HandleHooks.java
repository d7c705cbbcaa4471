package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

/**
 * Operations that are replaced wherever they are called, if that is by a method handle or by
 * reflection: there is no call that could be rewritten, so the program gets a handle of the hook
 * instead. That is done at any time, since what was looked up before a run may be called in it.
 */
final class HandleHooks {

    private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
    private static final String LOOKUP = "Ljava/lang/invoke/MethodHandles$Lookup;";

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            "java/lang/invoke/MethodHandles$Lookup",
                            "getDirectMethodCommon",
                            "(BLjava/lang/Class;Ljava/lang/invoke/MemberName;Z"
                                    + LOOKUP
                                    + ")"
                                    + HANDLE,
                            Form.TRY,
                            "looked",
                            "("
                                    + LOOKUP
                                    + "BLjava/lang/Class;Ljava/lang/Object;ZLjava/lang/Object;)"
                                    + HANDLE),
                    HookTable.patch(
                            "jdk/internal/reflect/MethodHandleAccessorFactory",
                            "getDirectMethod",
                            "(Ljava/lang/reflect/Method;Z)" + HANDLE,
                            Form.TRY,
                            "reflected",
                            "(Ljava/lang/reflect/Method;Z)" + HANDLE));

    /**
     * How a method of an instance is called, as the JVM numbers it; the others are not replaced.
     */
    private static final byte INVOKE_VIRTUAL = 5;

    private static final byte INVOKE_STATIC = 6;
    private static final byte INVOKE_INTERFACE = 9;

    private HandleHooks() {}

    /**
     * In place of the handle of a method that a program has looked up, if this is not null.
     *
     * @param lookup who asks
     * @param kind how the method is called
     * @param named the class by whose name it was looked up
     * @param member the method
     */
    @Always
    public static @Nullable MethodHandle looked(
            MethodHandles.Lookup lookup,
            byte kind,
            Class<?> named,
            Object member,
            boolean restrict,
            Object caller) {
        Class<?> owner = ((Member) member).getDeclaringClass();
        boolean isCalled =
                kind == INVOKE_STATIC || kind == INVOKE_VIRTUAL || kind == INVOKE_INTERFACE;
        if (!hasReplaced(owner) || !isCalled || !isOfTheProgram(lookup)) {
            return null;
        }
        boolean isStatic = kind == INVOKE_STATIC;
        MethodHandle hook =
                hook(owner, ((Member) member).getName(), Members.typeOf(member), isStatic);
        return hook == null || isStatic
                ? hook
                : hook.asType(hook.type().changeParameterType(0, named));
    }

    /** In place of what reflection calls a method by, if this is not null. */
    @Always
    public static @Nullable MethodHandle reflected(Method method, boolean callerSensitive) {
        Class<?> owner = method.getDeclaringClass();
        if (!hasReplaced(owner) || callerSensitive) {
            return null;
        }
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        MethodHandle hook = hook(owner, method.getName(), type, isStatic);
        if (hook == null) {
            return null;
        }
        // Reflection always passes a receiver, and everything as an object.
        MethodHandle target = isStatic ? MethodHandles.dropArguments(hook, 0, Object.class) : hook;
        return target.asType(MethodType.genericMethodType(target.type().parameterCount()));
    }

    /** Whether methods of this class are replaced where they are called. */
    private static boolean hasReplaced(Class<?> owner) {
        return owner == Object.class
                || owner == System.class
                || owner == Thread.class
                || owner == Runtime.class;
    }

    /** The JDK looks up what it needs for itself, and must see what is real. */
    private static boolean isOfTheProgram(MethodHandles.Lookup lookup) {
        if (lookup.lookupModes() == MethodHandles.Lookup.UNCONDITIONAL) {
            return true; // The lookup that is everybody's.
        }
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.mask(); // Whose class it is may have to be found out from files.
        }
        try {
            Level level = Instrumenter.levelOf(lookup.lookupClass());
            return level != Level.NONE && level != Level.PATCH;
        } finally {
            if (fiber != null) {
                fiber.unmask();
            }
        }
    }

    private static @Nullable MethodHandle hook(
            Class<?> owner, String name, MethodType type, boolean isStatic) {
        String descriptor = type.toMethodDescriptorString();
        if (owner == Object.class && name.equals("hashCode")) {
            return Members.hook("hashCodeOf", "(Ljava/lang/Object;)I");
        }
        Call call =
                HookTable.call(isStatic, owner.getName().replace('.', '/'), name, descriptor, null);
        return call == null ? null : Members.hook(call.hook(), call.hookDescriptor());
    }

    /** Members of the JDK; found when the first handle is replaced, when the hooks are there. */
    private static final class Members {

        private static final MethodHandles.Lookup JAVA_LANG;
        private static final Class<?> HOOKS;
        private static final Method TYPE_OF;

        static {
            try {
                JAVA_LANG = MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
                HOOKS = JAVA_LANG.findClass("java.lang.HeddleHooks");
                Class<?> member = Class.forName("java.lang.invoke.MemberName");
                TYPE_OF = member.getDeclaredMethod("getMethodType");
                TYPE_OF.setAccessible(true); // There is no lookup into this package.
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        static MethodType typeOf(Object member) {
            try {
                return (MethodType) TYPE_OF.invoke(member);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("The JDK does not tell the type of a method.", e);
            }
        }

        static MethodHandle hook(String name, String descriptor) {
            try {
                return JAVA_LANG.findStatic(
                        HOOKS, name, MethodType.fromMethodDescriptorString(descriptor, null));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("There is no hook " + name + descriptor + ".", e);
            }
        }
    }
}
