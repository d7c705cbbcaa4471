package dev.heddle.control;

import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SYNTHETIC;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Scheduling points in method references to what threads share, such as {@code
 * count::incrementAndGet}: they are no calls, but constants of the call site that makes the lambda.
 *
 * <p>The call site is given another bootstrap method. When the JVM links it, that one makes a
 * hidden class with the method that javac would have written for the lambda {@code () ->
 * count.incrementAndGet()}, a point and then the call, and lets the JDK make a reference to that.
 */
final class ReferencePoints {

    /** In the names of the classes that are made here, which are not to be rewritten. */
    static final String MARK = "$$HeddleReference";

    private static final String METAFACTORY = "java/lang/invoke/LambdaMetafactory";
    private static final String CALL = "call";
    private static final MethodTypeDesc POINT = MethodTypeDesc.ofDescriptor("(I)V");
    private static final MethodTypeDesc ACCESS =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;I)V");

    /** The place of the reference among the arguments of {@link LambdaMetafactory#metafactory}. */
    private static final int REFERENCE = 1;

    private static final int ARGUMENTS = 3;

    private static final String LINK_TYPE =
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;"
                + "Ljava/lang/invoke/MethodType;I)Ljava/lang/invoke/CallSite;";

    private ReferencePoints() {}

    /**
     * What a call site refers to whose calls are scheduling points; null for other call sites, and
     * for serializable references, whose form can not be read back if it names another method.
     *
     * @param type the class that refers to it
     * @param at where the bootstrap method stands
     */
    static @Nullable MethodHandleBytes shared(ClassBytes file, int at, ClassRewriter type) {
        MethodHandleBytes bootstrap = MethodHandleBytes.of(file, file.u2(at));
        if (bootstrap == null
                || !bootstrap.owner().equals(METAFACTORY)
                || !bootstrap.name().equals("metafactory")) {
            return null;
        }
        MethodHandleBytes reference = MethodHandleBytes.of(file, file.u2(at + 4 + 2 * REFERENCE));
        return reference != null
                        && (reference.isStatic() || reference.isVirtual())
                        && !reference.owner().equals(file.name())
                        && SharedClasses.contains(
                                reference.owner(), reference.name(), type.loader())
                ? reference
                : null;
    }

    /** What happens at the point, as in a report. */
    static String action(MethodHandleBytes reference) {
        String owner = reference.owner();
        String name = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
        return "calls " + name + "." + reference.name();
    }

    /** Adds the same call site, with the point. */
    static int withPoint(ClassBytes file, int site, int point, PoolWriter pool) {
        int bootstrap = file.bootstrap(file.u2(file.content(site)));
        int[] arguments = new int[ARGUMENTS + 1];
        for (int i = 0; i < ARGUMENTS; i++) {
            arguments[i] = file.u2(bootstrap + 4 + 2 * i);
        }
        arguments[ARGUMENTS] = pool.integer(point);
        return pool.callSite(
                pool.handle(HookClasses.HOOKS_NAME, "linkReference", LINK_TYPE),
                arguments,
                file.memberName(site),
                file.memberType(site));
    }

    /**
     * Links such a call site; the parameters are those of {@link LambdaMetafactory#metafactory}.
     */
    static CallSite link(
            MethodHandles.Lookup caller,
            String name,
            MethodType factory,
            MethodType erased,
            MethodHandle reference,
            MethodType actual,
            int point)
            throws LambdaConversionException {
        try {
            MethodHandles.Lookup made =
                    caller.defineHiddenClass(
                            classFile(caller, factory, reference, point),
                            false,
                            MethodHandles.Lookup.ClassOption.NESTMATE);
            MethodHandle call =
                    made.findStatic(made.lookupClass(), CALL, typeOf(factory, reference));
            return LambdaMetafactory.metafactory(caller, name, factory, erased, call, actual);
        } catch (IllegalAccessException | NoSuchMethodException e) {
            throw new LambdaConversionException(e);
        }
    }

    /** What a lambda captures must be of exactly the type its method takes. */
    private static MethodType typeOf(MethodType factory, MethodHandle reference) {
        MethodType type = reference.type();
        for (int i = 0; i < factory.parameterCount(); i++) {
            type = type.changeParameterType(i, factory.parameterType(i));
        }
        return type;
    }

    private static byte[] classFile(
            MethodHandles.Lookup caller, MethodType factory, MethodHandle reference, int point) {
        MethodHandleInfo info = caller.revealDirect(reference);
        MethodType type = typeOf(factory, reference);
        ClassDesc made = ClassDesc.of(caller.lookupClass().getName() + MARK);
        return ClassFile.of()
                .build(
                        made,
                        builder -> {
                            builder.withFlags(ACC_FINAL | ACC_SYNTHETIC);
                            builder.withMethodBody(
                                    CALL,
                                    desc(type),
                                    ACC_PUBLIC | ACC_STATIC,
                                    code -> {
                                        if (info.getReferenceKind()
                                                == MethodHandleInfo.REF_invokeStatic) {
                                            code.ldc(point);
                                            code.invokestatic(HookClasses.HOOKS, "point", POINT);
                                        } else {
                                            code.aload(0).ldc(point);
                                            code.invokestatic(HookClasses.HOOKS, "access", ACCESS);
                                        }
                                        call(code, info, reference.type(), type);
                                        code.return_(TypeKind.from(desc(type).returnType()));
                                    });
                        });
    }

    /** Calls what is referred to, with the method's own parameters. */
    private static void call(
            CodeBuilder code, MethodHandleInfo info, MethodType called, MethodType given) {
        int slot = 0;
        for (int i = 0; i < given.parameterCount(); i++) {
            TypeKind kind = TypeKind.from(given.parameterType(i));
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
            if (called.parameterType(i) != given.parameterType(i)) {
                code.checkcast(desc(called.parameterType(i)));
            }
        }
        if (info.getReferenceKind() == MethodHandleInfo.REF_invokeStatic) {
            Class<?> owner = info.getDeclaringClass();
            code.invokestatic(
                    desc(owner), info.getName(), desc(info.getMethodType()), owner.isInterface());
            return;
        }
        // By the class that was named: the one that declares it may not be accessible.
        Class<?> owner = called.parameterType(0);
        MethodTypeDesc type = desc(called.dropParameterTypes(0, 1));
        if (owner.isInterface()) {
            code.invokeinterface(desc(owner), info.getName(), type);
        } else {
            code.invokevirtual(desc(owner), info.getName(), type);
        }
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    private static MethodTypeDesc desc(MethodType type) {
        return type.describeConstable().orElseThrow();
    }
}
