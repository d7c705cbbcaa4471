package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.util.Arrays;

/** A method in a class file, and its code, read where they stand. */
final class MethodBytes {

    private final ClassBytes type;
    private final int start;
    private final int end;

    /** Where the code begins, as an attribute; 0 if there is none. */
    private int code;

    // Attributes of the code; 0 if they are not there.
    private int frames;

    MethodBytes(ClassBytes type, int start) {
        this.type = type;
        this.start = start;
        int at = start + 8;
        for (int i = type.u2(start + 6); i > 0; i--) {
            if (type.isText(type.u2(at), "Code")) {
                code = at;
            }
            at = type.attributeEnd(at);
        }
        end = at;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    int flags() {
        return type.u2(start);
    }

    boolean has(int flag) {
        return (flags() & flag) != 0;
    }

    boolean isStatic() {
        return has(ClassFile.ACC_STATIC);
    }

    String name() {
        return type.text(type.u2(start + 2));
    }

    String descriptor() {
        return type.text(type.u2(start + 4));
    }

    boolean isNamed(String name) {
        return type.isText(type.u2(start + 2), name);
    }

    boolean is(String name, String descriptor) {
        return name().equals(name) && descriptor().equals(descriptor);
    }

    /** Whether the method is marked by one annotation, which takes nothing and is not kept. */
    boolean isMarked(String annotation) {
        int at = start + 8;
        for (int i = type.u2(start + 6); i > 0; i--) {
            if (type.isText(type.u2(at), "RuntimeInvisibleAnnotations")
                    && type.isText(type.u2(at + 8), annotation)) {
                return true;
            }
            at = type.attributeEnd(at);
        }
        return false;
    }

    /** Where the attribute with the code begins; 0 if there is none. */
    int code() {
        return code;
    }

    boolean hasCode() {
        return code != 0;
    }

    int maxStack() {
        return type.u2(code + 6);
    }

    int maxLocals() {
        return type.u2(code + 8);
    }

    /** The length of the code, in bytes. */
    int size() {
        return type.u4(code + 10);
    }

    /** Where the first instruction is. */
    int first() {
        return code + 14;
    }

    /** Where the number of exception handlers stands. */
    int handlers() {
        return first() + size();
    }

    int handlerCount() {
        return type.u2(handlers());
    }

    /** Where an exception handler stands: its range, its beginning, its type. */
    int handler(int index) {
        return handlers() + 2 + 8 * index;
    }

    /** Where the number of the code's own attributes stands. */
    int attributes() {
        return handler(handlerCount());
    }

    /** Where the table of stack map frames begins, as an attribute; 0 if there is none. */
    int frames() {
        if (frames == 0) {
            int at = attributes() + 2;
            for (int i = type.u2(attributes()); i > 0; i--) {
                if (type.isText(type.u2(at), "StackMapTable")) {
                    frames = at;
                }
                at = type.attributeEnd(at);
            }
        }
        return frames;
    }

    /** Whether there is a frame at the method's very first instruction. */
    boolean startsWithFrame() {
        int table = frames();
        return table != 0
                && type.u2(table + 6) > 0
                && FrameWriter.isAtFirstInstruction(type, table);
    }

    /** The lines by the places where they begin, -1 elsewhere; null if the file says nothing. */
    int @Nullable [] lines() {
        int[] lines = null;
        int at = attributes() + 2;
        for (int i = type.u2(attributes()); i > 0; i--) {
            if (type.isText(type.u2(at), "LineNumberTable")) {
                if (lines == null) {
                    lines = new int[size() + 1];
                    Arrays.fill(lines, -1);
                }
                for (int j = 0; j < type.u2(at + 6); j++) {
                    int begin = type.u2(at + 8 + 4 * j);
                    if (begin < lines.length) {
                        lines[begin] = type.u2(at + 10 + 4 * j);
                    }
                }
            }
            at = type.attributeEnd(at);
        }
        return lines;
    }

    /** The places that something else in the code refers to: there, ways may come together. */
    boolean[] labels() {
        boolean[] labels = new boolean[size() + 1];
        for (int i = 0; i < handlerCount(); i++) {
            for (int part = 0; part < 3; part++) {
                labels[type.u2(handler(i) + 2 * part)] = true;
            }
        }
        int at = attributes() + 2;
        for (int i = type.u2(attributes()); i > 0; i--) {
            if (type.isText(type.u2(at), "LocalVariableTable")
                    || type.isText(type.u2(at), "LocalVariableTypeTable")) {
                for (int j = 0; j < type.u2(at + 6); j++) {
                    int from = type.u2(at + 8 + 10 * j);
                    int to = from + type.u2(at + 10 + 10 * j);
                    if (to < labels.length) {
                        labels[from] = true;
                        labels[to] = true;
                    }
                }
            }
            at = type.attributeEnd(at);
        }
        for (int pc = 0; pc < size(); ) {
            Bytecode.markTargets(type, first(), pc, labels);
            pc += Bytecode.length(type, first(), pc);
        }
        return labels;
    }
}
