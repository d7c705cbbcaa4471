package dev.heddle.control;

import static java.lang.classfile.ClassFile.ACC_ABSTRACT;
import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Annotation;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.RuntimeVisibleAnnotationsAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Makes the classes by which instrumented code, in any class loader and in the JDK itself, reaches
 * the hooks of all {@linkplain Hooks#AREAS areas}:
 *
 * <ul>
 *   <li>{@code java.lang.HeddleHooks}, with a static method for each hook. As long as no run is
 *       going on it does what the program would have done, after one look at a static field.
 *   <li>{@code java.lang.HeddleBridge}, an abstract class with a method for each hook.
 *   <li>its one subclass, in this package, that calls the hook.
 * </ul>
 *
 * They live in {@code java.lang} because that is the one package every class can see. All three are
 * derived from the methods of these areas, so there is nothing to keep in step.
 */
final class HookClasses {

    /** The class with the hooks, as class files name it. */
    static final String HOOKS_NAME = "java/lang/HeddleHooks";

    static final ClassDesc HOOKS = ClassDesc.ofInternalName(HOOKS_NAME);

    private static final ClassDesc BRIDGE = ClassDesc.of("java.lang.HeddleBridge");
    private static final ClassDesc ADAPTER = ClassDesc.of("dev.heddle.control.HeddleAdapter");

    /** Where {@code HeddleHooks} finds its bridge when it is initialised. */
    private static final String HANDOVER = "dev.heddle.bridge";

    /** Keeps the frames of a method of the JDK out of all stack traces. */
    private static final RuntimeVisibleAnnotationsAttribute HIDDEN =
            RuntimeVisibleAnnotationsAttribute.of(
                    Annotation.of(ClassDesc.of("jdk.internal.vm.annotation.Hidden")));

    /** Hooks that use nothing that could be instrumented, or note it themselves. */
    private static final Set<String> NOTED_BY_ITSELF =
            Set.of("inRun", "insidePoint", "loops", "currentThread", "nanoTime");

    private HookClasses() {}

    /**
     * Defines the classes.
     *
     * @return the counter of runs that are going on, by which {@code HeddleHooks} knows whether to
     *     act
     */
    static VarHandle define() throws ReflectiveOperationException {
        MethodHandles.Lookup javaLang =
                MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
        List<Method> hooks = hooks();
        javaLang.defineClass(bridge(hooks));
        Class<?> adapter = MethodHandles.lookup().defineClass(adapter(hooks));
        Object handed = adapter.getDeclaredConstructor().newInstance();
        System.getProperties().put(HANDOVER, handed);
        try {
            Class<?> type = javaLang.defineClass(hooksClass(hooks));
            javaLang.ensureInitialized(type);
            return javaLang.findStaticVarHandle(type, "active", int.class);
        } finally {
            System.getProperties().remove(HANDOVER);
        }
    }

    private static List<Method> hooks() {
        List<Method> hooks = new ArrayList<>();
        for (Class<?> area : Hooks.AREAS) {
            for (Method method : area.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())) {
                    hooks.add(method);
                }
            }
        }
        hooks.sort(
                Comparator.comparing(Method::getName)
                        .thenComparing(m -> type(m).descriptorString()));
        return hooks;
    }

    private static ClassDesc desc(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    private static MethodTypeDesc type(Method method) {
        ClassDesc[] parameters = new ClassDesc[method.getParameterCount()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = desc(method.getParameterTypes()[i]);
        }
        return MethodTypeDesc.of(desc(method.getReturnType()), parameters);
    }

    private static byte[] bridge(List<Method> hooks) {
        return ClassFile.of()
                .build(
                        BRIDGE,
                        type -> {
                            type.withFlags(ACC_PUBLIC | ACC_ABSTRACT | ACC_SUPER);
                            type.withMethodBody(
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void,
                                    ACC_PUBLIC,
                                    code ->
                                            code.aload(0)
                                                    .invokespecial(
                                                            ConstantDescs.CD_Object,
                                                            ConstantDescs.INIT_NAME,
                                                            ConstantDescs.MTD_void)
                                                    .return_());
                            for (Method hook : hooks) {
                                type.withMethod(
                                        hook.getName(),
                                        type(hook),
                                        ACC_PUBLIC | ACC_ABSTRACT,
                                        method -> {});
                            }
                        });
    }

    private static byte[] adapter(List<Method> hooks) {
        return ClassFile.of()
                .build(
                        ADAPTER,
                        type -> {
                            type.withFlags(ACC_PUBLIC | ACC_FINAL | ACC_SUPER)
                                    .withSuperclass(BRIDGE);
                            type.withMethodBody(
                                    ConstantDescs.INIT_NAME,
                                    ConstantDescs.MTD_void,
                                    ACC_PUBLIC,
                                    code ->
                                            code.aload(0)
                                                    .invokespecial(
                                                            BRIDGE,
                                                            ConstantDescs.INIT_NAME,
                                                            ConstantDescs.MTD_void)
                                                    .return_());
                            for (Method hook : hooks) {
                                MethodTypeDesc descriptor = type(hook);
                                type.withMethodBody(
                                        hook.getName(),
                                        descriptor,
                                        ACC_PUBLIC | ACC_FINAL,
                                        code -> adapted(code, hook, descriptor));
                            }
                        });
    }

    /**
     * Calls a hook. What it does with classes of the JDK must not be preempted half-way, where
     * fibers can be preempted inside of those: then its begin and its end are noted.
     */
    private static void adapted(CodeBuilder code, Method hook, MethodTypeDesc descriptor) {
        ClassDesc area = desc(hook.getDeclaringClass());
        TypeKind returned = TypeKind.from(descriptor.returnType());
        if (!NOTED_BY_ITSELF.contains(hook.getName())) {
            ClassDesc inside = desc(Inside.class);
            Label unnoted = code.newLabel();
            code.getstatic(inside, "on", ConstantDescs.CD_boolean).ifeq(unnoted);
            int begun = code.allocateLocal(TypeKind.REFERENCE);
            code.invokestatic(inside, "beginHook", MethodTypeDesc.of(ConstantDescs.CD_Object));
            code.astore(begun);
            MethodTypeDesc end = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_Object);
            code.trying(
                    body -> {
                        loadArguments(body, descriptor, 1);
                        body.invokestatic(area, hook.getName(), descriptor);
                        body.aload(begun).invokestatic(inside, "endHook", end);
                        body.return_(returned);
                    },
                    handlers ->
                            handlers.catchingAll(
                                    handler ->
                                            handler.aload(begun)
                                                    .invokestatic(inside, "endHook", end)
                                                    .athrow()));
            code.labelBinding(unnoted);
        }
        loadArguments(code, descriptor, 1);
        code.invokestatic(area, hook.getName(), descriptor);
        code.return_(returned);
    }

    private static byte[] hooksClass(List<Method> hooks) {
        return ClassFile.of()
                .build(
                        HOOKS,
                        type -> {
                            type.withFlags(ACC_PUBLIC | ACC_FINAL | ACC_SUPER);
                            type.withField("active", ConstantDescs.CD_int, ACC_STATIC);
                            type.withField("BRIDGE", BRIDGE, ACC_STATIC | ACC_FINAL);
                            type.withMethodBody(
                                    ConstantDescs.CLASS_INIT_NAME,
                                    ConstantDescs.MTD_void,
                                    ACC_STATIC,
                                    HookClasses::takeBridge);
                            for (Method hook : hooks) {
                                MethodTypeDesc descriptor = type(hook);
                                type.withMethod(
                                        hook.getName(),
                                        descriptor,
                                        ACC_PUBLIC | ACC_STATIC,
                                        method ->
                                                method.with(HIDDEN)
                                                        .withCode(code -> hook(code, hook)));
                            }
                        });
    }

    private static void takeBridge(CodeBuilder code) {
        code.invokestatic(
                        ClassDesc.of("java.lang.System"),
                        "getProperties",
                        MethodTypeDesc.of(ClassDesc.of("java.util.Properties")))
                .ldc(HANDOVER)
                .invokevirtual(
                        ClassDesc.of("java.util.Properties"),
                        "get",
                        MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                .checkcast(BRIDGE)
                .putstatic(HOOKS, "BRIDGE", BRIDGE)
                .return_();
    }

    /**
     * What the program would have done if no run is going on, or, for a replaced call, no fiber
     * calls.
     */
    private static void hook(CodeBuilder code, Method hook) {
        String name = hook.getName();
        MethodTypeDesc descriptor = type(hook);
        HookTable.Call replaced = HookTable.replacedBy(name, descriptor.descriptorString());
        Label without = code.newLabel();
        if (hook.isAnnotationPresent(Always.class)) {
            callBridge(code, name, descriptor);
            return;
        }
        code.getstatic(HOOKS, "active", ConstantDescs.CD_int).ifeq(without);
        if (replaced != null) {
            code.getstatic(HOOKS, "BRIDGE", BRIDGE)
                    .invokevirtual(BRIDGE, "inRun", MethodTypeDesc.of(ConstantDescs.CD_boolean))
                    .ifeq(without);
        }
        callBridge(code, name, descriptor);
        code.labelBinding(without);
        original(code, replaced, descriptor);
        code.return_(TypeKind.from(descriptor.returnType()));
    }

    private static void callBridge(CodeBuilder code, String name, MethodTypeDesc descriptor) {
        code.getstatic(HOOKS, "BRIDGE", BRIDGE);
        loadArguments(code, descriptor, 0);
        code.invokevirtual(BRIDGE, name, descriptor);
        code.return_(TypeKind.from(descriptor.returnType()));
    }

    private static void original(
            CodeBuilder code, HookTable.@Nullable Call replaced, MethodTypeDesc descriptor) {
        if (replaced == null) {
            boolean filters =
                    descriptor.parameterCount() > 0
                            && descriptor.parameterType(0).equals(descriptor.returnType());
            TypeKind returned = TypeKind.from(descriptor.returnType());
            if (filters) {
                code.loadLocal(returned, 0);
            } else {
                switch (returned) {
                    case VOID -> {}
                    case REFERENCE -> code.aconst_null();
                    case LONG -> code.lconst_0();
                    case FLOAT -> code.fconst_0();
                    case DOUBLE -> code.dconst_0();
                    default -> code.iconst_0();
                }
            }
            return;
        }
        ClassDesc owner = ClassDesc.ofInternalName(replaced.owner());
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(replaced.descriptor());
        if (replaced.opcode() == Opcode.INVOKESTATIC) {
            loadArguments(code, type, 0);
            code.invokestatic(owner, replaced.name(), type);
        } else {
            code.aload(0);
            if (!owner.equals(ConstantDescs.CD_Object)) {
                code.checkcast(owner);
            }
            loadArguments(code, type, 1);
            if (replaced.opcode() == Opcode.INVOKEINTERFACE) {
                code.invokeinterface(owner, replaced.name(), type);
            } else {
                code.invokevirtual(owner, replaced.name(), type);
            }
        }
    }

    private static void loadArguments(CodeBuilder code, MethodTypeDesc descriptor, int slot) {
        for (ClassDesc parameter : descriptor.parameterList()) {
            TypeKind kind = TypeKind.from(parameter);
            code.loadLocal(kind, slot);
            slot += kind.slotSize();
        }
    }
}
