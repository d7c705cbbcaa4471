package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;

import dev.heddle.Conformance;
import dev.heddle.control.Policy.Level;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestEngine;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Rewrites classes by the thousand, such as they come, and looks whether the JVM would take them.
 */
class CorpusTest {

    @BeforeAll
    static void attach() {
        Conformance.install(); // Opens what the tables of hooks look into.
    }

    @TestFactory
    Stream<DynamicTest> librariesVerifyWhenTheyArePreempted() {
        return Stream.of(Assertions.class, Test.class, TestEngine.class, JavaClass.class)
                .map(
                        member ->
                                DynamicTest.dynamicTest(
                                        jarOf(member).getFileName().toString(),
                                        () -> preempt(jarOf(member))));
    }

    @TestFactory
    Stream<DynamicTest> javaUtilVerifiesAtTheLevelsOfTheJdk() {
        return Stream.of(Level.BOTH_MONITORS, Level.MONITORS, Level.CONTROL)
                .map(level -> DynamicTest.dynamicTest(level.name(), () -> rewriteJavaUtil(level)));
    }

    @Test
    void theVerifierSeesABrokenClass() {
        byte[] sound = Verification.classFile(Verification.class);
        ClassFile withoutFrames =
                ClassFile.of(
                        ClassFile.StackMapsOption.DROP_STACK_MAPS,
                        ClassFile.DeadCodeOption.KEEP_DEAD_CODE);
        byte[] broken =
                withoutFrames.transformClass(
                        withoutFrames.parse(sound),
                        ClassTransform.transformingMethodBodies(
                                (code, element) -> {
                                    if (!(element instanceof StackMapTableAttribute)) {
                                        code.with(element);
                                    }
                                }));

        assertThat(Verification.errors(sound)).isEmpty();
        assertThat(Verification.errors(broken)).isNotEmpty();
    }

    private static void preempt(Path jar) throws IOException {
        Verification verification = new Verification();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (Enumeration<JarEntry> all = file.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (entry.getName().endsWith(".class")
                        && !entry.getName().endsWith("-info.class")) {
                    try (InputStream in = file.getInputStream(entry)) {
                        verification.add(entry.getName(), in.readAllBytes(), Level.PREEMPT, false);
                    }
                }
            }
        }
        check(verification);
    }

    private static void rewriteJavaUtil(Level level) throws IOException {
        Verification verification = new Verification();
        Path root =
                FileSystems.getFileSystem(URI.create("jrt:/"))
                        .getPath("modules/java.base/java/util");
        List<Path> classes;
        try (Stream<Path> all = Files.walk(root)) {
            classes = all.filter(path -> path.toString().endsWith(".class")).toList();
        }
        for (Path path : classes) {
            byte[] classFile = Files.readAllBytes(path);
            verification.add(path.toString(), classFile, level, false);
            verification.add(path.toString(), classFile, level, true);
        }
        check(verification);
    }

    private static void check(Verification verification) {
        assertThat(verification.complaints()).isEmpty();
        assertThat(verification.rewritten()).isPositive();
    }

    private static Path jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
