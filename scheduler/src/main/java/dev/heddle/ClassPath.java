package dev.heddle;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * What the program is made of, as one number: the classes in the directories of the class path, the
 * jars in it, and the JVM. If it is another than it was, the program may be another one.
 */
final class ClassPath {

    /** Surefire has a jar of its own in the class path that names what is in it. */
    private static final String SUREFIRES = "surefire.test.class.path";

    private static volatile long known;

    private ClassPath() {}

    /** Looked for once: what is loaded is what was there then. */
    static long sum() {
        long sum = known;
        if (sum == 0) {
            try {
                sum = compute() | 1L << 32; // Never 0.
            } catch (IOException | UncheckedIOException e) {
                // Classes are being written meanwhile: no other time will have the same.
                sum = System.nanoTime() | 1L << 33;
            }
            known = sum;
        }
        return sum;
    }

    private static long compute() throws IOException {
        CRC32 sum = new CRC32();
        add(sum, System.getProperty("java.vm.version", ""));
        for (String name : List.of(SUREFIRES, "java.class.path", "jdk.module.path")) {
            String path = System.getProperty(name, "");
            for (String entry : path.split(File.pathSeparator, -1)) {
                if (!entry.isEmpty() && !entry.contains("surefirebooter")) {
                    addEntry(sum, Path.of(entry));
                }
            }
        }
        return sum.getValue();
    }

    private static void addEntry(CRC32 sum, Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            try (Stream<Path> files = Files.walk(entry)) {
                for (Path file : files.filter(ClassPath::isClass).sorted().toList()) {
                    add(sum, entry.relativize(file).toString());
                    sum.update(Files.readAllBytes(file));
                }
            }
        } else if (Files.exists(entry)) {
            add(
                    sum,
                    "%s %d %s"
                            .formatted(
                                    entry.getFileName(),
                                    Files.size(entry),
                                    Files.getLastModifiedTime(entry)));
        }
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".class");
    }

    private static void add(CRC32 sum, String text) {
        sum.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
