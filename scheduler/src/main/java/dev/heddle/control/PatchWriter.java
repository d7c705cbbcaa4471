package dev.heddle.control;

import dev.heddle.control.HookTable.Patch;

import java.util.List;

/**
 * Puts a hook at the beginning of a method of the JDK, in one of the forms of {@link HookTable}.
 */
final class PatchWriter {

    private final ClassBytes type;
    private final MethodBytes method;
    private final CodeWriter code;
    private final FrameWriter frames;
    private final List<String> parameters;

    /** For one method. */
    PatchWriter(ClassBytes type, MethodBytes method, CodeWriter code, FrameWriter frames) {
        this.type = type;
        this.method = method;
        this.code = code;
        this.frames = frames;
        this.parameters = Descriptor.parameters(method.descriptor());
    }

    /** Writes what comes before the original code; the code itself is to follow. */
    void write(Patch hook) {
        int hookParameters = Descriptor.parameters(hook.hookDescriptor()).size();
        String hookReturns = Descriptor.returned(hook.hookDescriptor());
        String returns = Descriptor.returned(method.descriptor());
        int original = code.newLabel();
        switch (hook.form()) {
            case REPLACE -> {
                code.hook("inRun", "()Z");
                code.jump(Bytecode.IFEQ, original);
                loadArguments(Integer.MAX_VALUE);
                call(hook);
                if (!hookReturns.equals(returns)) {
                    checkCast(returns);
                }
                code.leave(returns);
                bindOriginal(original);
                frames.atEntryState(original);
            }
            case TRY -> writeTried(hook, hookReturns, returns, original);
            case BEFORE -> {
                loadArguments(hookParameters);
                call(hook);
            }
            case RECEIVER -> {
                code.aload(0);
                call(hook);
                // The hooks know the type by the class that has the method.
                checkCast(
                        method.isStatic()
                                ? parameters.getFirst()
                                : Descriptor.ofClass(type.name()));
                code.astore(0);
            }
            case ARGUMENT -> {
                loadArguments(hookParameters);
                call(hook);
                code.store(hookReturns, slotOf(hookParameters - 1));
            }
            case AROUND -> call(hook);
            case AFTER, FILTER -> {}
        }
    }

    private void call(Patch hook) {
        code.needsInAll(2); // What the hook returns may be larger than its arguments.
        code.hook(hook.hook(), hook.hookDescriptor());
    }

    private void checkCast(String descriptor) {
        code.naming(Bytecode.CHECKCAST, code.pool().className(Descriptor.className(descriptor)));
    }

    private void writeTried(Patch hook, String hookReturns, String returns, int original) {
        loadArguments(Integer.MAX_VALUE);
        call(hook);
        if (returns.equals("V")) {
            code.jump(Bytecode.IFEQ, original);
            code.op(Bytecode.RETURN);
            bindOriginal(original);
            frames.atEntryState(original);
            return;
        }
        code.op(Bytecode.DUP);
        code.jump(Bytecode.IFNULL, original);
        if (Descriptor.isPrimitive(returns)) {
            unbox(Descriptor.className(hookReturns), returns);
        } else if (!hookReturns.equals(returns)) {
            checkCast(returns);
        }
        code.leave(returns);
        bindOriginal(original);
        frames.atEntryState(original, Descriptor.className(hookReturns));
        code.op(Bytecode.POP);
    }

    private void unbox(String box, String primitive) {
        String name =
                switch (primitive) {
                    case "Z" -> "booleanValue";
                    case "I" -> "intValue";
                    case "J" -> "longValue";
                    default -> throw new IllegalArgumentException("No hook returns " + primitive);
                };
        code.naming(Bytecode.INVOKEVIRTUAL, code.pool().method(box, name, "()" + primitive));
    }

    private void bindOriginal(int original) {
        code.bind(original);
        if (method.startsWithFrame()) {
            code.op(Bytecode.NOP); // Two frames can not be at one place.
        }
    }

    /** Where the receiver (0) or a parameter (from 1 on) of an instance method is. */
    private int slotOf(int argument) {
        int slot = 1;
        for (String before : parameters.subList(0, argument - 1)) {
            slot += Descriptor.slots(before);
        }
        return slot;
    }

    /** Loads the receiver and the parameters, at most so many. */
    private void loadArguments(int most) {
        int slot = 0;
        int loaded = 0;
        if (!method.isStatic() && loaded++ < most) {
            code.aload(slot++);
        }
        for (String parameter : parameters) {
            if (loaded++ >= most) {
                break;
            }
            code.load(parameter, slot);
            slot += Descriptor.slots(parameter);
        }
        code.needsInAll(slot);
    }
}
