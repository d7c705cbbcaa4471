package dev.heddle.control;

import static java.lang.classfile.ClassFile.ACC_ABSTRACT;
import static java.lang.classfile.ClassFile.ACC_FINAL;
import static java.lang.classfile.ClassFile.ACC_PUBLIC;
import static java.lang.classfile.ClassFile.ACC_STATIC;
import static java.lang.classfile.ClassFile.ACC_SUPER;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
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

    private static final String BRIDGE = "java/lang/HeddleBridge";
    private static final String BRIDGE_TYPE = "Ljava/lang/HeddleBridge;";
    private static final String ADAPTER = "dev/heddle/control/HeddleAdapter";
    private static final String INSIDE = "dev/heddle/control/Inside";
    private static final String ALWAYS = "Ldev/heddle/control/Always;";
    private static final String OBJECT = "java/lang/Object";

    /** Where {@code HeddleHooks} finds its bridge when it is initialised. */
    private static final String HANDOVER = "dev.heddle.bridge";

    /** Keeps the frames of a method of the JDK out of all stack traces. */
    private static final String HIDDEN = "Ljdk/internal/vm/annotation/Hidden;";

    /** Hooks that use nothing that could be instrumented, or note it themselves. */
    private static final Set<String> NOTED_BY_ITSELF =
            Set.of("inRun", "insidePoint", "loops", "currentThread", "nanoTime");

    /**
     * A hook.
     *
     * @param area the internal name of the class that has it
     * @param always whether it acts even while no run is going on
     */
    private record Hook(String area, String name, String descriptor, boolean always) {}

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
        List<Hook> hooks = hooks();
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

    /** The public methods of the areas, as their class files have them. */
    private static List<Hook> hooks() {
        List<Hook> hooks = new ArrayList<>();
        for (Class<?> area : Hooks.AREAS) {
            ClassBytes file = new ClassBytes(Control.bytes(area));
            for (MethodBytes method : file.methods()) {
                if (method.has(ACC_PUBLIC)) {
                    hooks.add(
                            new Hook(
                                    file.name(),
                                    method.name(),
                                    method.descriptor(),
                                    method.isMarked(ALWAYS)));
                }
            }
        }
        return hooks;
    }

    private static byte[] bridge(List<Hook> hooks) {
        ClassMaker type = new ClassMaker(ACC_PUBLIC | ACC_ABSTRACT | ACC_SUPER, BRIDGE, OBJECT);
        constructor(type, OBJECT);
        for (Hook hook : hooks) {
            type.method(ACC_PUBLIC | ACC_ABSTRACT, hook.name(), hook.descriptor(), null, null);
        }
        return type.toBytes();
    }

    private static void constructor(ClassMaker type, String superclass) {
        ClassMaker.Code code = type.code("(Ljava/lang/Object;)V");
        code.aload(0);
        code.naming(
                Bytecode.INVOKESPECIAL,
                type.pool().method(superclass, ConstantDescs.INIT_NAME, "()V"));
        code.op(Bytecode.RETURN);
        type.method(ACC_PUBLIC, ConstantDescs.INIT_NAME, "()V", code, null);
    }

    private static byte[] adapter(List<Hook> hooks) {
        ClassMaker type = new ClassMaker(ACC_PUBLIC | ACC_FINAL | ACC_SUPER, ADAPTER, BRIDGE);
        constructor(type, BRIDGE);
        for (Hook hook : hooks) {
            type.method(
                    ACC_PUBLIC | ACC_FINAL,
                    hook.name(),
                    hook.descriptor(),
                    adapted(type, hook),
                    null);
        }
        return type.toBytes();
    }

    /**
     * Calls a hook. What it does with classes of the JDK must not be preempted half-way, where
     * fibers can be preempted inside of those: then its begin and its end are noted.
     */
    private static ClassMaker.Code adapted(ClassMaker type, Hook hook) {
        // With the receiver: (Object, first parameter, ...).
        ClassMaker.Code code =
                type.code("(L".concat(ADAPTER).concat(";").concat(hook.descriptor().substring(1)));
        String returned = Descriptor.returned(hook.descriptor());
        if (!NOTED_BY_ITSELF.contains(hook.name())) {
            int begun = code.slots();
            code.naming(Bytecode.GETSTATIC, type.pool().field(INSIDE, "on", "Z"));
            int unnoted = code.jump(Bytecode.IFEQ);
            code.callStatic(INSIDE, "beginHook", "()Ljava/lang/Object;");
            code.astore(begun);
            int begin = code.here();
            code.loadParameters(1);
            code.callStatic(hook.area(), hook.name(), hook.descriptor());
            code.aload(begun);
            code.callStatic(INSIDE, "endHook", "(Ljava/lang/Object;)V");
            code.leave(returned);
            code.handler(begin, "Ljava/lang/Object;");
            code.aload(begun);
            code.callStatic(INSIDE, "endHook", "(Ljava/lang/Object;)V");
            code.op(Bytecode.ATHROW);
            code.land(unnoted);
        }
        code.loadParameters(1);
        code.callStatic(hook.area(), hook.name(), hook.descriptor());
        code.leave(returned);
        return code;
    }

    private static byte[] hooksClass(List<Hook> hooks) {
        ClassMaker type = new ClassMaker(ACC_PUBLIC | ACC_FINAL | ACC_SUPER, HOOKS_NAME, OBJECT);
        type.field(ACC_STATIC, "active", "I");
        type.field(ACC_STATIC | ACC_FINAL, "BRIDGE", BRIDGE_TYPE);
        type.method(ACC_STATIC, ConstantDescs.CLASS_INIT_NAME, "()V", takeBridge(type), null);
        for (Hook hook : hooks) {
            type.method(
                    ACC_PUBLIC | ACC_STATIC,
                    hook.name(),
                    hook.descriptor(),
                    hook(type, hook),
                    HIDDEN);
        }
        return type.toBytes();
    }

    private static ClassMaker.Code takeBridge(ClassMaker type) {
        PoolWriter pool = type.pool();
        ClassMaker.Code code = type.code("()V");
        code.callStatic("java/lang/System", "getProperties", "()Ljava/util/Properties;");
        code.constant(pool.string(HANDOVER));
        code.naming(
                Bytecode.INVOKEVIRTUAL,
                pool.method(
                        "java/util/Properties", "get", "(Ljava/lang/Object;)Ljava/lang/Object;"));
        code.naming(Bytecode.CHECKCAST, pool.className(BRIDGE));
        code.naming(Bytecode.PUTSTATIC, pool.field(HOOKS_NAME, "BRIDGE", BRIDGE_TYPE));
        code.op(Bytecode.RETURN);
        return code;
    }

    /**
     * What the program would have done if no run is going on, or, for a replaced call, no fiber
     * calls.
     */
    private static ClassMaker.Code hook(ClassMaker type, Hook hook) {
        PoolWriter pool = type.pool();
        ClassMaker.Code code = type.code(hook.descriptor());
        if (hook.always()) {
            callBridge(code, hook);
            return code;
        }
        HookTable.Call replaced = HookTable.replacedBy(hook.name(), hook.descriptor());
        code.naming(Bytecode.GETSTATIC, pool.field(HOOKS_NAME, "active", "I"));
        int idle = code.jump(Bytecode.IFEQ);
        int noFiber = -1;
        if (replaced != null) {
            code.naming(Bytecode.GETSTATIC, pool.field(HOOKS_NAME, "BRIDGE", BRIDGE_TYPE));
            code.naming(Bytecode.INVOKEVIRTUAL, pool.method(BRIDGE, "inRun", "()Z"));
            noFiber = code.jump(Bytecode.IFEQ);
        }
        callBridge(code, hook);
        if (noFiber >= 0) {
            code.alsoHere(noFiber);
        }
        code.land(idle);
        original(code, replaced, hook.descriptor());
        code.leave(Descriptor.returned(hook.descriptor()));
        return code;
    }

    private static void callBridge(ClassMaker.Code code, Hook hook) {
        PoolWriter pool = code.pool();
        code.naming(Bytecode.GETSTATIC, pool.field(HOOKS_NAME, "BRIDGE", BRIDGE_TYPE));
        code.loadParameters(0);
        code.naming(Bytecode.INVOKEVIRTUAL, pool.method(BRIDGE, hook.name(), hook.descriptor()));
        code.leave(Descriptor.returned(hook.descriptor()));
    }

    private static void original(
            ClassMaker.Code code, HookTable.@Nullable Call replaced, String descriptor) {
        if (replaced == null) {
            List<String> parameters = Descriptor.parameters(descriptor);
            String returned = Descriptor.returned(descriptor);
            if (!parameters.isEmpty() && parameters.getFirst().equals(returned)) {
                code.load(returned, 0); // It filters.
            } else {
                code.nothing(returned);
            }
            return;
        }
        PoolWriter pool = code.pool();
        String owner = replaced.owner();
        if (replaced.opcode() == Opcode.INVOKESTATIC) {
            code.loadParameters(0);
            code.callStatic(owner, replaced.name(), replaced.descriptor());
            return;
        }
        code.aload(0);
        if (!owner.equals(OBJECT)) {
            code.naming(Bytecode.CHECKCAST, pool.className(owner));
        }
        code.loadParameters(1);
        if (replaced.opcode() == Opcode.INVOKEINTERFACE) {
            code.callInterface(owner, replaced.name(), replaced.descriptor());
        } else {
            code.naming(
                    Bytecode.INVOKEVIRTUAL,
                    pool.method(owner, replaced.name(), replaced.descriptor()));
        }
    }
}
