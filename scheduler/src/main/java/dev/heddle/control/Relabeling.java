package dev.heddle.control;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;

/** Gives every label of a method a new one in the same method. */
final class Relabeling implements UnaryOperator<Label> {

    private final CodeBuilder builder;
    private final IdentityHashMap<Label, Label> labels = new IdentityHashMap<>();

    Relabeling(CodeBuilder builder) {
        this.builder = builder;
    }

    @Override
    public Label apply(Label label) {
        return labels.computeIfAbsent(label, original -> builder.newLabel());
    }
}
