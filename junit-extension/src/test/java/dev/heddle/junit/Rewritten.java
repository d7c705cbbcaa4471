package dev.heddle.junit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Copies of a test class in which a string has been replaced, as by an edit of its source. */
final class Rewritten {

    private Rewritten() {}

    /** A copy whose annotations and code have one string in place of another. */
    static Class<?> copyOf(Class<?> original, String old, String replacement) {
        byte[] classFile = replaced(bytesOf(original), constant(old), constant(replacement));
        return new ClassLoader(original.getClassLoader()) {
            Class<?> define() {
                return defineClass(original.getName(), classFile, 0, classFile.length);
            }
        }.define();
    }

    private static byte[] bytesOf(Class<?> type) {
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** A string as it stands in the constant pool of a class file. */
    private static byte[] constant(String text) {
        byte[] characters = text.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(1);
        out.write(characters.length >> 8);
        out.write(characters.length);
        out.writeBytes(characters);
        return out.toByteArray();
    }

    private static byte[] replaced(byte[] all, byte[] old, byte[] replacement) {
        for (int i = 0; i + old.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + old.length, old, 0, old.length)) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(all, 0, i);
                out.writeBytes(replacement);
                out.write(all, i + old.length, all.length - i - old.length);
                return out.toByteArray();
            }
        }
        throw new IllegalArgumentException("The class does not have this string.");
    }
}
