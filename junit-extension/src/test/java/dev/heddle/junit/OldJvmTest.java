package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

/** In a JVM that is too old, tests that need Heddle say so, and the others are none the worse. */
class OldJvmTest {

    /** The version of class files of Java 17, which JUnit itself needs. */
    private static final int JAVA_17 = 61;

    private static final String PROGRAM =
            """
            import dev.heddle.Check;
            import dev.heddle.junit.Interleaved;
            import dev.heddle.junit.Replay;
            import org.junit.jupiter.api.Test;
            import org.junit.platform.engine.TestExecutionResult;
            import org.junit.platform.engine.discovery.DiscoverySelectors;
            import org.junit.platform.launcher.*;
            import org.junit.platform.launcher.core.*;

            public class OldMain {
                public static void main(String[] arguments) {
                    try (LauncherSession session = LauncherFactory.openSession()) {
                        session.getLauncher().execute(
                            LauncherDiscoveryRequestBuilder.request()
                                .selectors(DiscoverySelectors.selectClass(Tests.class)).build(),
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(
                                        TestIdentifier test, TestExecutionResult result) {
                                    System.out.println(
                                        test.getDisplayName() + " " + result.getStatus() + " "
                                            + result.getThrowable().orElse(null));
                                }
                            });
                    }
                }

                static class Tests {
                    @Test void plain() {}

                    @Interleaved(races = Check.FAIL) void explored() {
                        System.out.println("EXECUTED");
                    }

                    @Replay("heddle1-x") void replayed() {
                        System.out.println("EXECUTED");
                    }
                }
            }
            """;

    @TempDir Path directory;

    @Test
    void whatJUnitMeetsFirstCanBeLoadedByTheJvmsThatJUnitRunsOn() throws IOException {
        for (Class<?> type :
                List.of(
                        dev.heddle.Check.class,
                        Interleaved.class,
                        Replay.class,
                        HeddleExtension.class,
                        HeddleExtension.InOrder.class,
                        HeddleSessionListener.class,
                        Versions.class)) {
            assertThat(majorVersion(type)).as(type.getName()).isEqualTo(JAVA_17);
        }
        assertThat(majorVersion(Interception.class)).isGreaterThan(JAVA_17);
    }

    @Test
    void anOldJUnitIsToldInOneSentenceToo() {
        Runtime.Version java = Runtime.version();
        for (String old : List.of("4.13.2", "5.9.3", "5.10.3", "5.12.2")) {
            assertThat(Versions.problem(java, "/jdk", old))
                    .startsWith("Heddle needs JUnit 6, or at least 5.13, but this is JUnit " + old)
                    .contains("junit-bom of version 6");
        }
        for (String fine : List.of("5.13.0", "5.14.4", "6.0.0", "6.1.3", "16.0", "null")) {
            assertThat(Versions.problem(java, "/jdk", fine)).isNull();
        }
        assertThat(Versions.problem(Runtime.Version.parse("24.0.2"), "/jdk", "6.1.3"))
                .startsWith(
                        "Heddle needs a JVM of version 25, but this is version 24.0.2, in /jdk");
    }

    @Test
    void isToldInOneSentence() throws Exception {
        Path java = olderJava();
        assumeThat(java).as("a Java older than 25, to try it with").isNotNull();
        compile();
        assertThat(run(java))
                .contains("plain() SUCCESSFUL")
                .contains("explored() FAILED")
                .contains("replayed() FAILED")
                .contains(
                        "Tests.explored can not be run under many schedules: Heddle needs a JVM of"
                                + " version 25, but this is version ")
                .doesNotContain("EXECUTED")
                .doesNotContain("UnsupportedClassVersionError");
    }

    @Test
    void theSameProgramRunsOnThisJvm() throws Exception {
        compile();
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assertThat(run(java))
                .contains("plain() SUCCESSFUL")
                .contains("explored() SUCCESSFUL", "EXECUTED")
                .contains("'heddle1-x' is ");
    }

    private void compile() throws IOException {
        Path source = Files.writeString(directory.resolve("OldMain.java"), PROGRAM);
        int result =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--release",
                                "17",
                                "-proc:none",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                directory.toString(),
                                source.toString());
        assertThat(result).isZero();
    }

    private String run(Path java) throws IOException, InterruptedException {
        String path = directory + File.pathSeparator + System.getProperty("java.class.path");
        Process jvm =
                new ProcessBuilder(
                                java.toString(), "-XX:TieredStopAtLevel=1", "-cp", path, "OldMain")
                        .redirectErrorStream(true)
                        .start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }

    private static int majorVersion(Class<?> type) throws IOException {
        String name = type.getName().substring(type.getPackageName().length() + 1) + ".class";
        try (InputStream in = type.getResourceAsStream(name);
                DataInputStream data = new DataInputStream(in)) {
            data.readInt();
            data.readUnsignedShort();
            return data.readUnsignedShort();
        }
    }

    /** Some installed Java from 17 on that is too old, or null. */
    private static Path olderJava() throws IOException {
        Path usual = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(usual)) {
            return null;
        }
        try (Stream<Path> homes = Files.list(usual)) {
            return homes.filter(OldJvmTest::isOlder)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
        }
    }

    private static boolean isOlder(Path home) {
        Path release = home.resolve("release");
        try {
            return Files.isReadable(release)
                    && Files.readString(release)
                            .matches("(?s).*JAVA_VERSION=\"(17|21|2[234])\\b.*");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
