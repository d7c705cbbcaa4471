package dev.heddle.control;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Driver;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Memory;
import dev.heddle.kernel.Runs;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** Scheduling points, and what has to do with none of the other areas. */
final class PointHooks {

    private PointHooks() {}

    /** Whether the calling code is part of a run. */
    public static boolean inRun() {
        return Fiber.current() != null;
    }

    /**
     * Before an access to memory that other threads may see, or a call of a class they may share.
     */
    public static void point(int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().point(fiber, Sites.stable(site));
        }
    }

    /** As above, where the object that is accessed is known; null if it is not there. */
    public static void access(@Nullable Object object, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop()
                    .point(
                            fiber,
                            Sites.stable(site),
                            object,
                            Sites.member(site),
                            Sites.access(site));
        }
    }

    /** After such a call, in which the program may have been called, unless it was left at once. */
    public static void called(int site) {
        if (Runs.anyGoing()) {
            Fiber fiber = Fiber.current();
            if (fiber != null) {
                fiber.loop().memory().returned(fiber, Sites.stable(site));
            }
        }
    }

    /** As above, for a static field that is named by this class, or null for an old one. */
    public static void accessStatic(@Nullable Class<?> named, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            Class<?> type = named;
            for (int level = Sites.level(site); level > 0 && type != null; level--) {
                type = type.getSuperclass();
            }
            fiber.loop()
                    .point(fiber, Sites.stable(site), type, Sites.member(site), Sites.access(site));
        }
    }

    /** As above, for an element of an array. */
    public static void element(@Nullable Object array, int index, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().point(fiber, Sites.stable(site), array, index, Sites.access(site));
        }
    }

    /**
     * Before what orders accesses to memory, where it is no point: in the JDK, or in a framework,
     * and for handles and {@code Unsafe} anywhere.
     *
     * @param at which element, if the object is an array
     * @param access as in {@link Access}
     */
    public static void orders(@Nullable Object object, long at, int access) {
        Fiber fiber = Fiber.current();
        if (fiber != null && object != null) {
            int member = object.getClass().isArray() ? Long.hashCode(at) + 1 : 0;
            fiber.loop().memory().orders(fiber, object, member, access);
        }
    }

    /**
     * Before a plain access by a variable handle, right after its scheduling point.
     *
     * @param object what the field or element is in; null if it is a static field, or no object
     * @param index which element, if that is an array
     * @param access as in {@link Access}
     */
    public static void accessesByHandle(
            @Nullable Object handle, @Nullable Object object, int index, int access) {
        Fiber fiber = Fiber.current();
        if (fiber == null || handle == null) {
            return;
        }
        HandleTarget target = HandleTarget.of(fiber, (VarHandle) handle);
        Object in = target.kind() == HandleTarget.Kind.STATIC ? target.type() : object;
        if (in == null) {
            return;
        }
        Memory memory = fiber.loop().memory();
        switch (target.kind()) {
            case FIELD, STATIC -> memory.accessesToo(fiber, in, target.member(), access);
            case ELEMENT -> memory.accessesToo(fiber, in, index, access | Access.ELEMENT);
            case UNKNOWN -> {}
        }
    }

    /**
     * Before an access by a variable handle that orders accesses to memory, and is given no object:
     * to a static field, or by a handle that has its object already. Where that is not known, all
     * such are taken for one place: that can hide a race, and never make one up.
     *
     * @param access as in {@link Access}
     */
    public static void ordersByHandle(@Nullable Object handle, int access) {
        Fiber fiber = Fiber.current();
        if (fiber != null && handle != null) {
            Class<?> type = HandleTarget.of(fiber, (VarHandle) handle).type();
            fiber.loop().memory().orders(fiber, type == null ? VarHandle.class : type, 0, access);
        }
    }

    /**
     * Before a call of the JDK, where it is no point, which uses this object.
     *
     * @param access as in {@link Access}
     */
    public static void uses(@Nullable Object object, int access) {
        if (Runs.anyGoing() && object != null) {
            Fiber fiber = Fiber.current();
            if (fiber != null) {
                fiber.loop().memory().uses(fiber, object, access);
            }
        }
    }

    /** At the end of a constructor of a class with final fields. */
    public static void frozen(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().memory().freezes(fiber, object);
        }
    }

    /** At the end of a loop that may go round without a point. */
    public static void loops() {
        if (Driver.isAnyOutOfTime()) {
            Fiber fiber = Fiber.current();
            if (fiber != null) {
                fiber.loop().goesRound(fiber);
            }
        }
    }

    /**
     * Before an access to memory, or a call, inside the JDK.
     *
     * @param packages bits of the packages on whose account the point is there
     */
    public static void insidePoint(int site, int packages) {
        Fiber fiber = Fiber.current();
        if (fiber != null && (fiber.loop().inside() & packages) != 0 && !fiber.isInHook()) {
            fiber.beginHook();
            try {
                fiber.loop().point(fiber, Sites.stable(site));
            } finally {
                fiber.endHook();
            }
        }
    }

    /**
     * Links a call site that makes a method reference to what threads share; called by the JVM, in
     * a run or outside.
     */
    @Always
    public static CallSite linkReference(
            MethodHandles.Lookup caller,
            String name,
            MethodType factory,
            MethodType erased,
            MethodHandle reference,
            MethodType actual,
            int point)
            throws LambdaConversionException {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.mask(); // It happens once in a JVM, and must be no part of the run.
        }
        try {
            return ReferencePoints.link(caller, name, factory, erased, reference, actual, point);
        } finally {
            if (fiber != null) {
                fiber.unmask();
            }
        }
    }

    /** At the beginning of a class initialiser, with a number that names the class. */
    public static void initialiserBegins(int type) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginInitialising(type);
        }
    }

    /**
     * Before what initialises a class that is new in each run, unless it is initialised.
     *
     * @param named the class that the program names
     * @param level how far up its superclasses the one is that is meant
     */
    public static void needsClass(Class<?> named, int level) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            return;
        }
        Class<?> type = named;
        for (int i = 0; i < level; i++) {
            type = type.getSuperclass();
        }
        fiber.loop().initialisation().needs(fiber, type);
    }

    /** At the beginning of the initialiser of such a class. */
    public static void classBegins(Class<?> type, int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().initialisation().begins(fiber, type, Sites.stable(site));
        }
    }

    /** At the end of the initialiser of such a class. */
    public static void classEnds(Class<?> type) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().initialisation().ends(fiber, type);
        }
    }

    /** At the end of a class initialiser. */
    public static void initialiserEnds() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.endInitialising();
        }
    }
}
