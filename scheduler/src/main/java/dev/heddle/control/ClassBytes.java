package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A class file, read where it stands: the bytes, and where in them its parts are. Nothing is made
 * of a part that nobody asks for; rewriting classes is most of what the start of a JVM consists of,
 * and there this code is executed by the interpreter.
 */
final class ClassBytes {

    // Tags of constants.
    static final int UTF8 = 1;
    static final int INTEGER = 3;
    static final int LONG = 5;
    static final int DOUBLE = 6;
    static final int CLASS = 7;
    static final int STRING = 8;
    static final int FIELD = 9;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int NAME_AND_TYPE = 12;
    static final int METHOD_HANDLE = 15;
    static final int METHOD_TYPE = 16;
    static final int INVOKE_DYNAMIC = 18;

    private static final int MAGIC = 0xCAFEBABE;

    /** Where the number of constants stands. */
    static final int POOL_COUNT = 8;

    /** By tag; 0 for those that do not exist, or whose length varies. */
    private static final int[] LENGTHS = new int[21];

    static {
        for (int tag : new int[] {CLASS, STRING, METHOD_TYPE, 19, 20}) {
            LENGTHS[tag] = 3;
        }
        for (int tag : new int[] {INTEGER, 4, FIELD, METHOD, INTERFACE_METHOD}) {
            LENGTHS[tag] = 5;
        }
        for (int tag : new int[] {NAME_AND_TYPE, 17, INVOKE_DYNAMIC}) {
            LENGTHS[tag] = 5;
        }
        LENGTHS[LONG] = 9;
        LENGTHS[DOUBLE] = 9;
        LENGTHS[METHOD_HANDLE] = 4;
    }

    private final byte[] bytes;

    /** Where each constant begins, with its tag. */
    private final int[] constants;

    /** The texts among the constants, as far as somebody has asked for them. */
    private final @Nullable String[] texts;

    private final int poolEnd;
    private final String name;
    private final @Nullable String superclass;
    private final int interfaces;
    private final int fields;

    /** Where the number of methods stands. */
    private final int methodCount;

    private final List<MethodBytes> methods = new ArrayList<>();
    private final int methodsEnd;

    /** Where the table of bootstrap methods begins, as an attribute; 0 if there is none. */
    private int bootstraps;

    private int sourceFile;

    /**
     * Reads a class file.
     *
     * @throws IllegalArgumentException if it is broken
     */
    ClassBytes(byte[] bytes) {
        this.bytes = bytes;
        try {
            if (u4(0) != MAGIC) {
                throw new IllegalArgumentException("This is no class file.");
            }
            int count = u2(POOL_COUNT);
            constants = new int[count];
            texts = new String[count];
            int at = POOL_COUNT + 2;
            for (int i = 1; i < count; i++) {
                constants[i] = at;
                int tag = bytes[at];
                at += tag == UTF8 ? 3 + u2(at + 1) : length(tag);
                if (tag == LONG || tag == DOUBLE) {
                    i++;
                }
            }
            poolEnd = at;
            name = className(u2(at + 2));
            superclass = u2(at + 4) == 0 ? null : className(u2(at + 4));
            interfaces = at + 6;
            at = interfaces + 2 + 2 * u2(interfaces);
            fields = at;
            at += 2;
            for (int i = u2(fields); i > 0; i--) {
                at = attributesEnd(at + 6);
            }
            methodCount = at;
            at += 2;
            for (int i = u2(methodCount); i > 0; i--) {
                MethodBytes method = new MethodBytes(this, at);
                methods.add(method);
                at = method.end();
            }
            methodsEnd = at;
            readAttributes();
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("The class file is broken.", e);
        }
    }

    private static int length(int tag) {
        int length = LENGTHS[tag];
        if (length == 0) {
            throw new IllegalArgumentException("There are no constants of the kind " + tag + ".");
        }
        return length;
    }

    private void readAttributes() {
        int at = methodsEnd + 2;
        for (int i = u2(methodsEnd); i > 0; i--) {
            if (isText(u2(at), "BootstrapMethods")) {
                bootstraps = at;
            } else if (isText(u2(at), "SourceFile")) {
                sourceFile = u2(at + 6);
            }
            at = attributeEnd(at);
        }
        if (at != bytes.length) {
            throw new IllegalArgumentException("The class file does not end where it should.");
        }
    }

    /** Where a list of attributes ends. */
    int attributesEnd(int count) {
        int at = count + 2;
        for (int i = u2(count); i > 0; i--) {
            at = attributeEnd(at);
        }
        return at;
    }

    int attributeEnd(int at) {
        int end = at + 6 + u4(at + 2);
        if (end < at + 6 || end > bytes.length) {
            throw new IllegalArgumentException("An attribute of the class file has no end.");
        }
        return end;
    }

    // --- numbers and texts ----------------------------------------------------------------------

    byte[] bytes() {
        return bytes;
    }

    int u1(int at) {
        return bytes[at] & 0xff;
    }

    int u2(int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    int s2(int at) {
        return bytes[at] << 8 | (bytes[at + 1] & 0xff);
    }

    int u4(int at) {
        return u2(at) << 16 | u2(at + 2);
    }

    /** How many constants there are, and one more. */
    int poolSize() {
        return constants.length;
    }

    int poolEnd() {
        return poolEnd;
    }

    int tag(int constant) {
        return bytes[constants[constant]];
    }

    /** Where the content of a constant begins. */
    int content(int constant) {
        return constants[constant] + 1;
    }

    /** Whether there is such a constant: a long one takes two numbers. */
    boolean isConstant(int index) {
        return constants[index] != 0;
    }

    String text(int constant) {
        String known = texts[constant];
        if (known == null) {
            known = read(constants[constant]);
            texts[constant] = known;
        }
        return known;
    }

    private String read(int at) {
        int length = u2(at + 1);
        String plain = new String(bytes, at + 3, length, StandardCharsets.UTF_8);
        if (plain.length() == length) {
            return plain; // Nothing but ASCII.
        }
        try {
            return new DataInputStream(new ByteArrayInputStream(bytes, at + 1, length + 2))
                    .readUTF();
        } catch (IOException e) {
            throw new IllegalArgumentException("A text of the class file is broken.", e);
        }
    }

    /** Whether a constant is this text, which has nothing but ASCII. */
    boolean isText(int constant, String text) {
        int at = constants[constant];
        int length = text.length();
        if (u2(at + 1) != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[at + 3 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** A number that is the same for the same text, and found without reading all of it. */
    int shape(int constant) {
        int at = constants[constant];
        int length = u2(at + 1);
        return length == 0 ? 0 : shape(length, bytes[at + 3], bytes[at + 2 + length]);
    }

    /** As above, for a text itself. */
    static int shape(String text) {
        int length = text.length();
        return shape(length, (byte) text.charAt(0), (byte) text.charAt(length - 1));
    }

    private static int shape(int length, byte first, byte last) {
        return (length * 31 + first * 7 + last) & 0x3ff;
    }

    /** The name of a class, given the constant that stands for the class. */
    String className(int constant) {
        return text(u2(content(constant)));
    }

    // --- members that are named -----------------------------------------------------------------

    /** The name of the class by which a member is named. */
    String owner(int member) {
        return className(u2(content(member)));
    }

    /** The constant that is the name of a member, or of what a call site makes. */
    int nameOf(int member) {
        return u2(content(u2(content(member) + 2)));
    }

    /** As above, for the descriptor. */
    int typeOf(int member) {
        return u2(content(u2(content(member) + 2)) + 2);
    }

    String memberName(int member) {
        return text(nameOf(member));
    }

    String memberType(int member) {
        return text(typeOf(member));
    }

    // --- the parts of the class -----------------------------------------------------------------

    int majorVersion() {
        return u2(6);
    }

    String name() {
        return name;
    }

    /** The constant that stands for the class itself. */
    int self() {
        return u2(poolEnd + 2);
    }

    @Nullable String superclass() {
        return superclass;
    }

    List<String> interfaces() {
        List<String> names = new ArrayList<>();
        for (int i = u2(interfaces); i > 0; i--) {
            names.add(className(u2(interfaces + 2 * i)));
        }
        return names.reversed();
    }

    /** The name of the source file, or an empty string if the class file does not say. */
    String sourceFile() {
        return sourceFile == 0 ? "" : text(sourceFile);
    }

    List<MethodBytes> methods() {
        return methods;
    }

    /** Where the number of methods stands. */
    int methodCount() {
        return methodCount;
    }

    /** Where the methods end and the attributes of the class begin, with their number. */
    int methodsEnd() {
        return methodsEnd;
    }

    /** The names of the fields that are final. */
    List<String> finalFields() {
        List<String> names = new ArrayList<>();
        int at = fields + 2;
        for (int i = u2(fields); i > 0; i--) {
            if ((u2(at) & ClassFile.ACC_FINAL) != 0) {
                names.add(text(u2(at + 2)));
            }
            at = attributesEnd(at + 6);
        }
        return names;
    }

    /** Whether objects of the class have a final field that refers to another object. */
    boolean hasFinalReference() {
        int at = fields + 2;
        for (int i = u2(fields); i > 0; i--) {
            int flags = u2(at) & (ClassFile.ACC_FINAL | ClassFile.ACC_STATIC);
            char kind = text(u2(at + 4)).charAt(0);
            if (flags == ClassFile.ACC_FINAL && (kind == 'L' || kind == '[')) {
                return true;
            }
            at = attributesEnd(at + 6);
        }
        return false;
    }

    /** The names of all fields, and whether they are volatile. */
    Map<String, Boolean> volatileFields() {
        int count = u2(fields);
        if (count == 0) {
            return Map.of();
        }
        Map<String, Boolean> all = HashMap.newHashMap(count);
        int at = fields + 2;
        for (int i = count; i > 0; i--) {
            all.put(text(u2(at + 2)), (u2(at) & ClassFile.ACC_VOLATILE) != 0);
            at = attributesEnd(at + 6);
        }
        return all;
    }

    boolean hasField(String fieldName, String descriptor) {
        int at = fields + 2;
        for (int i = u2(fields); i > 0; i--) {
            if (text(u2(at + 2)).equals(fieldName) && text(u2(at + 4)).equals(descriptor)) {
                return true;
            }
            at = attributesEnd(at + 6);
        }
        return false;
    }

    boolean hasMethod(String methodName, String descriptor) {
        for (MethodBytes method : methods) {
            if (method.is(methodName, descriptor)) {
                return true;
            }
        }
        return false;
    }

    // --- bootstrap methods ----------------------------------------------------------------------

    /** Where the table of bootstrap methods begins, as an attribute; 0 if there is none. */
    int bootstraps() {
        return bootstraps;
    }

    int bootstrapCount() {
        return bootstraps == 0 ? 0 : u2(bootstraps + 6);
    }

    /** Where a bootstrap method stands: its handle, the number of its arguments, these. */
    int bootstrap(int index) {
        if (index >= bootstrapCount()) {
            throw new IllegalArgumentException("There is no bootstrap method " + index + ".");
        }
        int at = bootstraps + 8;
        for (int i = 0; i < index; i++) {
            at += 4 + 2 * u2(at + 2);
        }
        return at;
    }
}
