package dev.heddle.control;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.CharacterRange;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LocalVariable;
import java.lang.classfile.instruction.LocalVariableType;
import java.lang.classfile.instruction.LookupSwitchInstruction;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.classfile.instruction.TableSwitchInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Copies the elements of a method's code to another place, with every label moved along. */
final class Relocation {

    private final CodeBuilder builder;
    private final UnaryOperator<Label> moved;

    Relocation(CodeBuilder builder, UnaryOperator<Label> moved) {
        this.builder = builder;
        this.moved = moved;
    }

    void copy(CodeElement element) {
        if (element instanceof LabelTarget target) {
            builder.labelBinding(moved.apply(target.label()));
        } else if (element instanceof BranchInstruction branch) {
            builder.branch(branch.opcode(), moved.apply(branch.target()));
        } else if (element instanceof LookupSwitchInstruction choice) {
            builder.lookupswitch(moved.apply(choice.defaultTarget()), moved(choice.cases()));
        } else if (element instanceof TableSwitchInstruction choice) {
            builder.tableswitch(
                    choice.lowValue(),
                    choice.highValue(),
                    moved.apply(choice.defaultTarget()),
                    moved(choice.cases()));
        } else if (element instanceof Instruction) {
            builder.with(element); // It names no label.
        } else if (element instanceof ExceptionCatch caught) {
            builder.with(
                    ExceptionCatch.of(
                            moved.apply(caught.handler()),
                            moved.apply(caught.tryStart()),
                            moved.apply(caught.tryEnd()),
                            caught.catchType()));
        } else if (element instanceof LocalVariable local) {
            builder.with(
                    LocalVariable.of(
                            local.slot(),
                            local.name(),
                            local.type(),
                            moved.apply(local.startScope()),
                            moved.apply(local.endScope())));
        } else if (element instanceof LocalVariableType local) {
            builder.with(
                    LocalVariableType.of(
                            local.slot(),
                            local.name(),
                            local.signature(),
                            moved.apply(local.startScope()),
                            moved.apply(local.endScope())));
        } else if (element instanceof CharacterRange range) {
            builder.with(
                    CharacterRange.of(
                            moved.apply(range.startScope()),
                            moved.apply(range.endScope()),
                            range.characterRangeStart(),
                            range.characterRangeEnd(),
                            range.flags()));
        } else if (!(element instanceof StackMapTableAttribute)) { // Frames are the rewriter's.
            builder.with(element);
        }
    }

    private List<SwitchCase> moved(List<SwitchCase> cases) {
        List<SwitchCase> result = new ArrayList<>(cases.size());
        for (SwitchCase one : cases) {
            result.add(SwitchCase.of(one.caseValue(), moved.apply(one.target())));
        }
        return result;
    }
}
