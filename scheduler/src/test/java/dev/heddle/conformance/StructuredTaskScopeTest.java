package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.ToolProvider;

/**
 * Structured concurrency is a preview in JDK 25. The checks are compiled and executed in a JVM that
 * has previews enabled, so that the build needs not have them.
 */
class StructuredTaskScopeTest {

    private static final String SOURCE = "/preview/dev/heddle/preview/Scopes.java";
    private static final String MAIN = "dev.heddle.preview.Scopes";

    private static String output = "";

    @BeforeAll
    static void runTheChecks(@TempDir Path classes) throws Exception {
        String path =
                String.join(
                        File.pathSeparator,
                        locationOf(Heddle.class).toString(),
                        locationOf(Conformance.class).toString());
        URL source = StructuredTaskScopeTest.class.getResource(SOURCE);
        Path copy = Files.createDirectories(classes.resolve("src")).resolve("Scopes.java");
        Files.copy(Path.of(source.toURI()), copy);
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--enable-preview",
                                "--release",
                                "25",
                                "-proc:none",
                                "-g",
                                "-Xlint:-preview",
                                "-cp",
                                path,
                                "-d",
                                classes.toString(),
                                copy.toString());
        assertThat(compiled).isZero();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-preview",
                                "-XX:+EnableDynamicAgentLoading",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                path + File.pathSeparator + classes,
                                MAIN)
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void passed(String... checks) {
        for (String check : checks) {
            assertThat(output.lines().toList()).as(output).contains("passed " + check);
        }
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: fork, join, close")
    void everyCheckPasses() {
        assertThat(output).doesNotContain("failed ");
        assertThat(output.lines().filter(line -> line.startsWith("passed "))).hasSize(21);
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: every Joiner, and one's own")
    void joiners() {
        passed(
                "allSuccessfulOrThrow",
                "anySuccessfulResultOrThrow",
                "awaitAllSuccessfulOrThrow",
                "awaitAll",
                "allUntil",
                "ownJoiner");
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: failure, cancellation, interrupt")
    void cancellation() {
        passed("failureCancelsTheOthers", "interruptedJoin");
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: withTimeout", note = "virtual time")
    void timeouts() {
        passed("timeout", "noTimeout", "virtualTime");
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: nesting, owner, order of calls")
    void structure() {
        passed(
                "nested",
                "nestedInASubtask",
                "closingTheOuterFirst",
                "ownerOnly",
                "orderOfCalls",
                "threadFactory");
    }

    @Test
    @Covers(area = Area.THREADS, value = "ScopedValue in a StructuredTaskScope")
    void scopedValues() {
        passed("scopedValues", "bindingInAScope");
    }

    @Test
    @Covers(area = Area.THREADS, value = "StructuredTaskScope: races between subtasks are found")
    void races() {
        passed("findsARace", "replays");
    }

    /** So that nobody believes the list above to be complete when a check was added. */
    @Test
    void theChecksAreThoseThatAreNamedHere() {
        List<String> checks =
                output.lines()
                        .filter(line -> line.startsWith("passed "))
                        .map(line -> line.substring("passed ".length()))
                        .toList();
        assertThat(checks).doesNotHaveDuplicates();
    }
}
