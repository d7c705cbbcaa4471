package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * No class of a proof is loaded in the midst of what it is about. In docs/examples, the bank's
 * first test is a proof: it waited for itself for ever when a class was not loaded before.
 */
class LoadedTest {

    @Test
    void allClassesOfThePackageAreNamed() throws Exception {
        Path classes =
                Path.of(
                        Exhaustive.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path own = classes.resolve(Exhaustive.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.list(own)) {
            assertThat(Loaded.all())
                    .containsExactlyInAnyOrderElementsOf(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.endsWith(".class"))
                                    .map(name -> name.substring(0, name.length() - 6))
                                    .filter(name -> !name.equals("package-info"))
                                    .toList());
        }
    }
}
