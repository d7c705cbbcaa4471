package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import javax.tools.ToolProvider;

/** Tests in a named module, with Heddle and JUnit on the module path too. */
class ModulePathTest {

    private static final String MODULE =
            """
            /** As a build would have it: the tests are opened to JUnit, and to nobody else. */
            module example.tests {
                requires dev.heddle.junit;
                requires org.junit.platform.launcher;
                opens example.tests to org.junit.platform.commons;
            }
            """;

    private static final String TESTS =
            """
            package example.tests;

            import dev.heddle.junit.Interleaved;

            class CounterTest {
                private int value;
                private void race() { value++; }
                private synchronized void take() { value++; }

                @Interleaved
                void racy() throws InterruptedException { both(this::race); }

                @Interleaved(schedules = 200)
                void correct() throws InterruptedException { both(this::take); }

                @Interleaved(freshClasses = "example.tests")
                void fresh() throws InterruptedException { both(this::take); }

                private void both(Runnable step) throws InterruptedException {
                    Thread other = new Thread(step);
                    other.start();
                    step.run();
                    other.join();
                    if (value != 2) throw new AssertionError("lost an update");
                }
            }
            """;

    private static final String MAIN =
            """
            package example.tests;

            import org.junit.platform.engine.TestExecutionResult;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.engine.support.descriptor.MethodSource;
            import org.junit.platform.launcher.*;
            import org.junit.platform.launcher.core.*;

            public class Main {
                public static void main(String[] arguments) {
                    try (LauncherSession session = LauncherFactory.openSession()) {
                        for (Class<?> type : new Class<?>[] {CounterTest.class, dev.heddle.Heddle.class,
                                dev.heddle.junit.Interleaved.class, org.junit.jupiter.api.Test.class}) {
                            System.out.println(type.getModule());
                        }
                        session.getLauncher().execute(
                            LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(CounterTest.class)).build(),
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                                    if (test.isTest()) {
                                        System.out.println(((MethodSource) test.getSource().get()).getMethodName() + ": " + result.getStatus());
                                        result.getThrowable().ifPresent(
                                            thrown -> System.out.println(thrown.getMessage()));
                                    }
                                }
                            });
                    }
                }
            }
            """;

    @TempDir static Path directory;

    private static Path module;

    /** All jars and folders of the class path that the tests need; the rest is not in the way. */
    private static String path;

    @BeforeAll
    static void compile() throws IOException {
        path =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                entry ->
                                        Files.exists(Path.of(entry, "module-info.class"))
                                                || entry.matches(
                                                        ".*(heddle|junit-(jupiter|platform)"
                                                            + "|opentest4j|apiguardian|jspecify)"
                                                            + "[^/\\\\]*\\.jar"))
                        .collect(Collectors.joining(File.pathSeparator));
        Path source = Files.createDirectories(directory.resolve("source/example/tests"));
        List<String> files = new ArrayList<>();
        files.add(written(directory.resolve("source/module-info.java"), MODULE));
        files.add(written(source.resolve("CounterTest.java"), TESTS));
        files.add(written(source.resolve("Main.java"), MAIN));
        module = directory.resolve("module");
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-nowarn", "--module-path", path));
        arguments.addAll(List.of("-d", module.toString()));
        arguments.addAll(files);
        assertThat(
                        ToolProvider.getSystemJavaCompiler()
                                .run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
    }

    private static String written(Path file, String text) throws IOException {
        return Files.writeString(file, text).toString();
    }

    @Test
    void heddleAttachesItselfThere() throws Exception {
        String output = run();
        assertControlled(output);
        assertThat(run()).isEqualTo(output);
    }

    @Test
    void theAgentMayBeThereFromTheStart() throws Exception {
        assertControlled(
                run("-XX:+DisableAttachMechanism", "-javaagent:" + AttachTest.agentJar(directory)));
    }

    private static void assertControlled(String output) {
        assertThat(output)
                .contains("module example.tests", "module dev.heddle", "module dev.heddle.junit")
                .contains("module org.junit.jupiter.api")
                .contains("correct: SUCCESSFUL")
                .contains("racy: FAILED", "lost an update", "CounterTest.java:7")
                .contains("fresh: FAILED", "because it is in the module example.tests");
    }

    private static String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+EnableDynamicAgentLoading"));
        command.addAll(List.of(options));
        command.addAll(List.of("--module-path", path + File.pathSeparator + module));
        command.addAll(List.of("--add-modules", "org.junit.jupiter.engine"));
        command.addAll(List.of("-m", "example.tests/example.tests.Main"));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }
}
