package dev.heddle.control;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The constants and bootstrap methods that are added to those of a class. All that was there keeps
 * its number, so whatever is not rewritten can be copied as it is.
 */
final class PoolWriter {

    private static final int MOST = 0xffff;

    /** The class itself, and the constant that stands for it; 0 if that is not there yet. */
    private final String name;

    private final int self;

    private final ByteWriter added = new ByteWriter(1024);
    private final ByteWriter bootstraps = new ByteWriter(0);
    private int count;
    private int bootstrapCount;

    /**
     * The numbers of texts, and of the other constants that were added, by what they consist of.
     */
    private final Map<String, Integer> texts = new HashMap<>();

    private final Map<Long, Integer> others = new HashMap<>();

    /** For a class that is made from nothing. */
    PoolWriter() {
        this.name = "";
        this.self = 0;
        this.count = 1;
    }

    /** For a class that is there. */
    PoolWriter(ClassBytes type) {
        this.name = type.name();
        this.self = type.self();
        this.count = type.poolSize();
        this.bootstrapCount = type.bootstrapCount();
    }

    /** How many constants there are now, and one more. */
    int count() {
        return count;
    }

    ByteWriter added() {
        return added;
    }

    /** Takes back all constants from a number on. */
    void backTo(int earlier, int size) {
        if (count > earlier) {
            added.backTo(size);
            count = earlier;
            texts.values().removeIf(number -> number >= earlier);
            others.values().removeIf(number -> number >= earlier);
        }
    }

    int text(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            return known;
        }
        int number = next();
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        added.u1(ClassBytes.UTF8);
        if (plain.length == text.length() && text.indexOf(0) < 0) { // Nothing but ASCII.
            added.u2(plain.length);
            added.bytes(plain, 0, plain.length);
        } else {
            byte[] coded = coded(text);
            added.bytes(coded, 0, coded.length);
        }
        texts.put(text, number);
        return number;
    }

    /** As class files have it, with the length. */
    private static byte[] coded(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new DataOutputStream(bytes).writeUTF(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    int integer(int value) {
        return constant(ClassBytes.INTEGER, value >>> 16, value & 0xffff);
    }

    int string(String value) {
        return constant(ClassBytes.STRING, text(value));
    }

    int className(String of) {
        return of.equals(name) ? self : constant(ClassBytes.CLASS, text(of));
    }

    int methodType(String descriptor) {
        return constant(ClassBytes.METHOD_TYPE, text(descriptor));
    }

    int method(String owner, String member, String descriptor) {
        return member(ClassBytes.METHOD, owner, member, descriptor);
    }

    int interfaceMethod(String owner, String member, String descriptor) {
        return member(ClassBytes.INTERFACE_METHOD, owner, member, descriptor);
    }

    int field(String owner, String member, String descriptor) {
        return member(ClassBytes.FIELD, owner, member, descriptor);
    }

    private int member(int tag, String owner, String member, String descriptor) {
        return constant(tag, className(owner), nameAndType(member, descriptor));
    }

    private int nameAndType(String member, String descriptor) {
        return constant(ClassBytes.NAME_AND_TYPE, text(member), text(descriptor));
    }

    /** A handle of a static method. */
    int handle(String owner, String method, String descriptor) {
        int member = method(owner, method, descriptor);
        long key = key(ClassBytes.METHOD_HANDLE, 0, member);
        Integer known = others.get(key);
        if (known != null) {
            return known;
        }
        int number = next();
        added.u1(ClassBytes.METHOD_HANDLE);
        added.u1(java.lang.invoke.MethodHandleInfo.REF_invokeStatic);
        added.u2(member);
        others.put(key, number);
        return number;
    }

    /** A call site with a bootstrap method of its own. */
    int callSite(int handle, int[] arguments, String makes, String descriptor) {
        bootstraps.u2(handle);
        bootstraps.u2(arguments.length);
        for (int argument : arguments) {
            bootstraps.u2(argument);
        }
        return constant(
                ClassBytes.INVOKE_DYNAMIC, bootstrapCount++, nameAndType(makes, descriptor));
    }

    private int constant(int tag, int content) {
        long key = key(tag, 0, content);
        Integer known = others.get(key);
        if (known != null) {
            return known;
        }
        int number = next();
        added.u1(tag);
        added.u2(content);
        others.put(key, number);
        return number;
    }

    private int constant(int tag, int first, int second) {
        long key = key(tag, first, second);
        Integer known = others.get(key);
        if (known != null) {
            return known;
        }
        int number = next();
        added.u1(tag);
        added.u2(first);
        added.u2(second);
        others.put(key, number);
        return number;
    }

    private static long key(int tag, int first, int second) {
        return ((long) tag << 32) | ((long) first << 16) | second;
    }

    private int next() {
        if (count == MOST) {
            throw new IllegalArgumentException("There are too many constants in one class.");
        }
        return count++;
    }

    /** Writes what follows the methods of a class: its attributes, with the bootstrap methods. */
    void writeAttributes(ClassBytes type, ByteWriter out) {
        byte[] bytes = type.bytes();
        int table = type.bootstraps();
        if (bootstraps.size() == 0) {
            out.bytes(bytes, type.methodsEnd(), bytes.length);
            return;
        }
        int end = type.attributeEnd(table);
        out.bytes(bytes, type.methodsEnd(), table + 2);
        out.u4(end - table - 6 + bootstraps.size());
        out.u2(bootstrapCount);
        out.bytes(bytes, table + 8, end);
        out.all(bootstraps);
        out.bytes(bytes, end, bytes.length);
    }
}
