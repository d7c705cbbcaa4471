package dev.heddle.maven;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A project as a user has it, built by the Maven that builds this one, with the artifacts that were
 * just packaged, and without a network. Run in the phase {@code integration-test}.
 */
class SampleProject {

    private static final Path HERE = Path.of("").toAbsolutePath();
    private static final String VERSION = property("sample.version");

    /** Not a temporary one: JUnit would warn of each link in it. */
    private static final Path DIRECTORY = HERE.resolve("target/sample");

    private static Path repository;
    private static Path project;

    private record Built(int code, String output) {}

    private static String property(String name) {
        return Objects.requireNonNull(System.getProperty(name), name);
    }

    /** A copy of the project, and a local repository that has what was packaged before all else. */
    @BeforeAll
    static void prepare() throws IOException {
        clear(DIRECTORY);
        Files.createDirectories(DIRECTORY);
        project = DIRECTORY.resolve("project");
        copy(HERE.resolve("src/test/sample"), project);
        repository = DIRECTORY.resolve("repository");
        Path all = Path.of(property("sample.repository"));
        link(all, repository, "dev");
        link(all.resolve("dev"), repository.resolve("dev"), "heddle");
        Path root = HERE.getParent().getParent();
        install("heddle-parent", root.resolve("pom.xml"), null);
        install("heddle-scheduler", root.resolve("scheduler"));
        install("heddle-junit", root.resolve("junit-extension"));
        install("heddle-flaky", HERE.resolveSibling("flaky"));
        install("heddle-maven-plugin", HERE);
    }

    private static void clear(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) { // Which follows no links.
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Everything but one directory is that of the other repository. */
    private static void link(Path from, Path to, String without) throws IOException {
        Files.createDirectories(to);
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> children = Files.list(from)) {
            for (Path child : children.toList()) {
                if (!child.getFileName().toString().equals(without)) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child);
                }
            }
        }
    }

    private static void install(String artifact, Path module) throws IOException {
        Path jar = module.resolve("target").resolve(artifact + "-" + VERSION + ".jar");
        install(artifact, module.resolve("pom.xml"), jar);
    }

    private static void install(
            String artifact, Path pom, @org.jspecify.annotations.Nullable Path jar)
            throws IOException {
        Path place = repository.resolve("dev/heddle").resolve(artifact).resolve(VERSION);
        Files.createDirectories(place);
        Files.copy(pom, place.resolve(artifact + "-" + VERSION + ".pom"));
        if (jar != null) {
            Files.copy(jar, place.resolve(artifact + "-" + VERSION + ".jar"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            files.forEach(
                    file -> {
                        try {
                            Files.copy(file, to.resolve(from.relativize(file)));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }

    private static Built maven(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        command.add(
                Path.of(property("sample.maven"), "bin", windows ? "mvn.cmd" : "mvn").toString());
        command.addAll(
                List.of(
                        "-o",
                        "-B",
                        "-Dstyle.color=never",
                        "-Dmaven.repo.local=" + repository,
                        "-Dheddle.version=" + VERSION,
                        "-Dsample.java=" + Jdks.java(Path.of(System.getProperty("java.home")))));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(DIRECTORY, "maven", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(project.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        // So short a build is over before compiling well has paid.
        builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        process.waitFor();
        return new Built(process.exitValue(), Files.readString(output));
    }

    /** What somebody sees who adds the dependency and puts the annotation on two tests. */
    @Test
    void itsInterleavedTestFailsAndTheCommandThatItNamesReplaysIt() throws Exception {
        Built failed = maven("test", "-Dtest=InterleavedTest");
        assertThat(failed.code).as(failed.output).isEqualTo(1);
        assertThat(failed.output)
                .contains("Tests run: 3, Failures: 1, Errors: 0, Skipped: 1")
                .contains("InterleavedTest.losesNoIncrement")
                .contains("expected: <2> but was: <1>")
                .containsPattern(
                        "It fails when '[\\w-]+' writes `count` \\(Counter.java:9\\) between the")
                .doesNotContain("incrementsUnderALock");
        assertThat(project.resolve("target/surefire-reports/TEST-sample.InterleavedTest.xml"))
                .content()
                .contains("incrementsUnderALock");

        Matcher command =
                Pattern.compile(
                                "mvn (test) (-Dtest=InterleavedTest#losesNoIncrement)"
                                        + " (-Dheddle\\.replay=heddle1-\\S+)")
                        .matcher(failed.output);
        assertThat(command.find()).as(failed.output).isTrue();
        Built again = maven(command.group(1), command.group(2), command.group(3));
        assertThat(again.code).as(again.output).isEqualTo(1);
        assertThat(again.output)
                .contains("Tests run: 1, Failures: 1, Errors: 0, Skipped: 0")
                .contains("expected: <2> but was: <1>");
    }

    /** Also where Maven is to be quiet. */
    @Test
    void aTokenIsNoCode() throws Exception {
        Built refused = maven("-q", "heddle:flaky", "-Dheddle.replay=heddle1-AAAA");
        assertThat(refused.code).isEqualTo(1);
        assertThat(refused.output)
                .contains("[ERROR] 'heddle1-AAAA' is the token of a test with @Interleaved")
                .contains("what was wrong stands above");
    }

    @Test
    void itsFlakyTestIsFoundAndReplayedAndTheAgentIsSet() throws Exception {
        Built found =
                maven(
                        "heddle:flaky",
                        "-Dheddle.seconds=60",
                        "-Dheddle.only=Counter",
                        "-Dheddle.schedules=20",
                        "-Dheddle.workers=1");
        assertThat(found.output)
                .contains("2 tests, 1 JVMs")
                .contains("sample.CounterTest.losesCount: SCHEDULE-DEPENDENT")
                .contains("1 schedule-dependent, 1 not reproduced")
                .contains("There are flaky tests. Everything about them is in ");
        assertThat(found.code).isEqualTo(1);
        assertThat(project.resolve("target/heddle-flaky/report.json")).exists();

        Matcher replay =
                Pattern.compile("mvn heddle:flaky -Dheddle.replay=(flaky1-\\S+)")
                        .matcher(found.output);
        assertThat(replay.find()).as(found.output).isTrue();
        // An ordinary build first, with the agent beside that of JaCoCo, which still does its work.
        Built again =
                maven(
                        "test",
                        "-Dtest=AgentTest",
                        "heddle:flaky",
                        "-Dheddle.replay=" + replay.group(1));
        assertThat(again.output)
                .containsPattern("argLine set to -javaagent:\\S+ -javaagent:\\S+jacoco\\S+ ")
                .contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0")
                .contains("expected: <2> but was: <1>")
                .contains("The failure was seen again.");
        assertThat(again.code).isEqualTo(1);
        byte[] coverage = Files.readAllBytes(project.resolve("target/jacoco.exec"));
        assertThat(new String(coverage, StandardCharsets.ISO_8859_1)).contains("sample/Counter");
    }
}
