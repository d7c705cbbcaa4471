package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What becomes of JUnit 6 and jqwik on one class path, with JUnit's BOM and without it. */
class PlatformTest {

    /** What Maven takes if jqwik is declared before JUnit, and nothing imports the BOM. */
    private static final Path OLDER = Path.of("target", "older-platform");

    /** A test of each of them. */
    static final class Both {
        @Test
        void holds() {}

        @Property
        void holdsForAll(@ForAll int any) {
            assertThat(any).isEqualTo(any);
        }
    }

    /** Executes the tests on the class path that it has. */
    static final class Main {
        public static void main(String[] args) {
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(selectClass(Both.class))
                                    .build(),
                            listener);
            TestExecutionSummary summary = listener.getSummary();
            System.out.println(summary.getTestsSucceededCount() + " tests have passed");
        }
    }

    private record Ended(int code, String output) {}

    private static Ended run(List<String> classPath) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-Djqwik.database=",
                                "-cp",
                                String.join(File.pathSeparator, classPath),
                                Main.class.getName())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        byte[] output = process.getInputStream().readAllBytes();
        return new Ended(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    private static List<String> own() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    @Test
    void withTheBomBothAreExecuted() throws Exception {
        Ended ended = run(own());
        assertThat(ended.output).contains("2 tests have passed");
        assertThat(ended.code).isZero();
    }

    /** If it passes one day, the guide need not ask for the BOM any more. */
    @Test
    void withoutItTheJvmDiesBeforeTheFirstTest() throws Exception {
        List<String> mixed = new ArrayList<>();
        try (Stream<Path> jars = Files.list(OLDER)) {
            jars.sorted().map(Path::toString).forEach(mixed::add);
        }
        assertThat(mixed)
                .hasSize(2)
                .allMatch(jar -> jar.matches(".*junit-platform-(commons|engine)-1\\.13\\.1\\.jar"));
        for (String entry : own()) {
            if (!entry.matches(".*junit-platform-(commons|engine)-[^/\\\\]*\\.jar")) {
                mixed.add(entry);
            }
        }
        Ended ended = run(mixed);
        assertThat(ended.output)
                .contains("org/junit/platform/engine/OutputDirectoryCreator")
                .doesNotContain("have passed");
        assertThat(ended.code).isNotZero();
    }
}
