package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the guide and the README write for Gradle names nothing that is not there. */
class GradleTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern KOTLIN = Pattern.compile("(?ms)^```kotlin\\n(.*?)^```");

    private static String scripts;
    private static String pom;

    @BeforeAll
    static void read() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String page : List.of("README.md", "docs/gradle.md", "docs/flaky.md")) {
            List<String> blocks = all(KOTLIN, Files.readString(ROOT.resolve(page)));
            assertThat(blocks).as(page).isNotEmpty();
            blocks.forEach(all::append);
        }
        scripts = all.toString();
        pom = Files.readString(ROOT.resolve("pom.xml"));
    }

    @Test
    void artifactsAreOursAndOfThisVersion() throws IOException {
        StringBuilder poms = new StringBuilder();
        for (String module : all(Pattern.compile("<module>([^<]+)</module>"), pom)) {
            poms.append(Files.readString(ROOT.resolve(module).resolve("pom.xml")));
        }
        List<String> artifacts = all(Pattern.compile("\"dev\\.heddle:([\\w-]+):"), scripts);
        assertThat(artifacts)
                .contains("heddle-junit", "heddle-flaky")
                .allMatch(id -> poms.indexOf("<artifactId>" + id + "</artifactId>") >= 0);
        assertThat(all(Pattern.compile("\"dev\\.heddle:[\\w-]+:([^\"]+)\""), scripts))
                .containsOnly(first("<version>([^<]+)</version>"));
    }

    @Test
    void junitIsOfTheVersionThatHeddleIsBuiltWith() {
        assertThat(all(Pattern.compile("\"org\\.junit[\\w.]*:[\\w-]+:([^\"]+)\""), scripts))
                .containsOnly(first("<junit.version>([^<]+)<"));
    }

    @Test
    void testsRunOnTheReleaseThatHeddleNeeds() {
        assertThat(all(Pattern.compile("JavaLanguageVersion\\.of\\((\\d+)\\)"), scripts))
                .containsOnly(first("<heddle.jdk>([^<]+)<"));
    }

    @Test
    void theFinderKnowsItsOptions() throws IOException, ClassNotFoundException {
        for (String main : all(Pattern.compile("mainClass = \"([^\"]+)\""), scripts)) {
            assertThat(Class.forName(main)).hasDeclaredMethods("main");
        }
        Path flaky = ROOT.resolve("junit-extension/flaky/src/main/java/dev/heddle/flaky");
        StringBuilder sources = new StringBuilder();
        for (Path source : list(flaky)) {
            sources.append(Files.readString(source));
        }
        assertThat(all(Pattern.compile("\"(--[\\w-]+)\""), scripts))
                .contains("--classpath", "--out", "--replay-command")
                .allMatch(option -> sources.indexOf("\"" + option + "\"") >= 0);
    }

    /** The agent's jar is found by how its name begins, so no other may begin like that. */
    @Test
    void oneJarIsTheAgent() {
        String begin = first(scripts, "startsWith\\(\"(heddle-[\\w-]+)\"\\)");
        assertThat(all(Pattern.compile("<artifactId>(" + begin + "[\\w-]*)</artifactId>"), pom))
                .containsOnly("heddle-scheduler");
    }

    private static List<Path> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String first(String expression) {
        return first(pom, expression);
    }

    private static String first(String text, String expression) {
        return all(Pattern.compile(expression), text).getFirst();
    }

    private static List<String> all(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.results().map(found -> found.group(1)).toList();
    }
}
