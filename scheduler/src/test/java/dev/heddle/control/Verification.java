package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;

/** Rewrites class files and has the JDK's own verifier look at the result. */
final class Verification {

    /** Asks the class loader, and where that does not know a class, takes it for a plain one. */
    private static final ClassHierarchyResolver HIERARCHY =
            ClassHierarchyResolver.ofResourceParsing(Verification.class.getClassLoader())
                    .orElse(ClassHierarchyResolver.defaultResolver())
                    .cached();

    private static final ClassFile VERIFIER =
            ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(HIERARCHY));

    private int rewritten;

    private final List<String> complaints = new ArrayList<>();

    /** How many of the class files that were added needed a change. */
    int rewritten() {
        return rewritten;
    }

    /** What the verifier has found wrong in rewritten class files, and not in the original ones. */
    List<String> complaints() {
        return complaints;
    }

    void add(String name, byte[] classFile, Level level, boolean loaded) {
        byte[] result;
        try {
            result =
                    ClassRewriter.rewrite(
                            classFile, level, loaded, Verification.class.getClassLoader());
        } catch (RuntimeException | LinkageError e) {
            complaints.add(name + " at " + level + " can not be rewritten: " + e);
            return;
        }
        if (result == null) {
            return;
        }
        rewritten++;
        List<VerifyError> errors = errors(result);
        if (!errors.isEmpty() && errors(classFile).isEmpty()) {
            complaints.add(name + " at " + level + ": " + errors.getFirst().getMessage());
        }
    }

    static List<VerifyError> errors(byte[] classFile) {
        return VERIFIER.verify(classFile);
    }

    static byte[] classFile(Class<?> type) {
        String resource = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("No class file of " + type.getName());
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClassDesc described(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }
}
