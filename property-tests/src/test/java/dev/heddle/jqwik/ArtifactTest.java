package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jar of this module is for users as soon as there is something in it, and not before. */
class ArtifactTest {

    @Test
    void isInstalledAndDeployedIfItHasClasses() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        boolean hasClasses;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            hasClasses =
                    sources.map(path -> path.getFileName().toString())
                            .filter(name -> name.endsWith(".java"))
                            .anyMatch(
                                    name ->
                                            !List.of("module-info.java", "package-info.java")
                                                    .contains(name));
        }
        for (String skipped : List.of("maven.install.skip", "maven.deploy.skip")) {
            assertThat(pom.contains("<" + skipped + ">true</"))
                    .as(skipped + ", while there are classes: " + hasClasses)
                    .isEqualTo(!hasClasses);
        }
    }
}
