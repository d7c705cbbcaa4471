package dev.heddle.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** The text of a source line is found where builds have it, and silently absent elsewhere. */
class SourcesTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static String line(String type, String file, int line) {
        return Sources.of(Set.of(type)).line(type, file, line);
    }

    @Test
    void besideTheFolderOfTheTests() {
        String type = SourcesTest.class.getName();
        assertThat(line(type, "SourcesTest.java", 1)).isEqualTo("package dev.heddle.trace;");
        assertThat(line(type, "SourcesTest.java", 100_000)).isEmpty();
        assertThat(line(type, "SourcesTest.java", -1)).isEmpty();
        assertThat(line(type, "NoSuch.java", 1)).isEmpty();
        assertThat(line("java.util.HashMap", "HashMap.java", 1)).isEmpty();
    }

    @Test
    void whereThePropertySaysInFoldersAndJars(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("some-sources.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("org/example/InJar.java"));
            out.write("first\n  second \u00e9\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            out.closeEntry();
        }
        Path own = Files.createDirectories(folder.resolve("src/org/example"));
        Files.writeString(own.resolve("InFolder.java"), "a\nb\n");
        String path = jar + java.io.File.pathSeparator + folder.resolve("src");
        String before = System.setProperty(Sources.PROPERTY, path);
        try {
            assertThat(line("org.example.InJar", "InJar.java", 2)).isEqualTo("second \u00e9");
            assertThat(line("org.example.InFolder$Nested", "InFolder.java", 2)).isEqualTo("b");
            assertThat(line("org.example.Nowhere", "Nowhere.java", 1)).isEmpty();
            System.setProperty(Sources.PROPERTY, folder.resolve("no.jar") + "\0");
            assertThat(line("org.example.InJar", "InJar.java", 2)).isEmpty();
        } finally {
            if (before == null) {
                System.clearProperty(Sources.PROPERTY);
            } else {
                System.setProperty(Sources.PROPERTY, before);
            }
        }
    }

    @Test
    void asBuildsHaveThem() {
        List<Path> places = new ArrayList<>();
        List<String> gradle = List.of("build/classes/java/*", "src/*/java");
        Sources.addBeside(Path.of("/p/build/classes/java/test"), gradle, places);
        Sources.addBeside(Path.of("/p/build/classes/kotlin/test"), gradle, places);
        Sources.addBeside(Path.of("/p"), gradle, places);
        assertThat(places).containsExactly(Path.of("/p/src/test/java"));
    }
}
