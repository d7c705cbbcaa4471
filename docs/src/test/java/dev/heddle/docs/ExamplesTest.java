package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The examples are projects by themselves, and modules of the build, which runs their tests. Here:
 * that none is left out, that each uses what was just built, and that none depends on the build.
 */
class ExamplesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path EXAMPLES = ROOT.resolve("docs/examples");

    @Test
    void theBuildHasEachAsAModule() throws IOException {
        assertThat(all("<module>([^<]*)</module>", ROOT.resolve("pom.xml")))
                .contains("docs/examples");
        assertThat(all("<module>([^<]*)</module>", EXAMPLES.resolve("pom.xml")))
                .hasSameElementsAs(examples());
        assertThat(examples()).contains("bank", "orders", "handler", "kotlin", "pipeline", "lock");
    }

    /** Else the examples would be run by commands that are for something else, such as the demo. */
    @Test
    void onlyOurProfilesSwitchThemOff() throws IOException {
        List<String> theirs =
                all("<profile>\\s*<id>(\\w*)</id>\\s*</profile>", EXAMPLES.resolve("pom.xml"));
        TreeSet<String> ours =
                new TreeSet<>(all("<profile>\\s*<id>([\\w-]*)<", ROOT.resolve("pom.xml")));
        ours.addAll(all("<profile>\\s*<id>([\\w-]*)<", ROOT.resolve("scheduler/pom.xml")));
        // These are active by themselves, or together with another one.
        ours.removeAll(List.of("no-baseline", "sign"));
        assertThat(theirs).hasSameElementsAs(ours);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void standsAloneAndUsesThisVersion(String example) throws IOException {
        Path pom = EXAMPLES.resolve(example).resolve("pom.xml");
        assertThat(all("<heddle.version>([^<]*)<", pom))
                .containsExactly(
                        all("<version>([^<]+)</version>", ROOT.resolve("pom.xml")).getFirst());
        assertThat(
                        all(
                                "<artifactId>(heddle-\\w+)</artifactId>\\s*<version>\\$\\{heddle.version}<",
                                pom))
                .contains("heddle-junit");
        assertThat(all("(<parent>|<skip\\w*>|<testFailureIgnore>)", pom)).isEmpty();
        assertThat(all("<failIfNoTests>([^<]*)<", pom)).containsExactly("true");
    }

    /** They have no parent that could say so: without it {@code mvn install} would install them. */
    @ParameterizedTest
    @MethodSource("examples")
    void isNeitherInstalledNorDeployed(String example) throws IOException {
        Path pom = EXAMPLES.resolve(example).resolve("pom.xml");
        assertThat(all("<maven.(?:install|deploy).skip>([^<]*)<", pom))
                .containsExactly("true", "true");
    }

    static List<String> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    private static List<String> all(String expression, Path file) throws IOException {
        Matcher matcher = Pattern.compile(expression).matcher(Files.readString(file));
        return matcher.results().map(found -> found.group(1)).toList();
    }
}
