package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.Launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the guide has Gradle start is started as Gradle does it: in a JVM of its own, with the class
 * path of one configuration, and with arguments to which the other one is handed.
 */
class CommandLineTest {

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private record Ended(int code, String output) {}

    private static Ended run(Path directory, List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    /** The arguments in the guide's build script, with this in the place of its class path. */
    private static List<String> gradlesArguments(String classPath) throws Exception {
        String script = GuideTest.code("kotlin").get(0);
        List<String> all = new ArrayList<>();
        Matcher calls = Pattern.compile("(?m)^ {4}args\\((.*)\\)$").matcher(script);
        while (calls.find()) {
            for (String argument : calls.group(1).split(", ")) {
                all.add(
                        argument.equals("sourceSets[\"test\"].runtimeClasspath.asPath")
                                ? classPath
                                : argument.replaceFirst("^\"(.*)\"$", "$1"));
            }
        }
        assertThat(all).contains("--classpath", classPath, "--replay-command");
        assertThat(script).contains("\"" + Main.class.getName() + "\"");
        assertThat(script).contains("findProperty(\"replay\")?.let { args(\"replay\", it) }");
        return all;
    }

    private static String path(Stream<Class<?>> types) {
        return types.map(Options::place).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** The classes of a test where Gradle puts them, and the jars it needs. */
    private static String project(Path directory, Class<?> test) throws IOException {
        Path classes = directory.resolve("build/classes/java/test");
        String name = test.getName().replace('.', '/') + ".class";
        Files.createDirectories(classes.resolve(name).getParent());
        Files.copy(Path.of(Options.place(test)).resolve(name), classes.resolve(name));
        String libraries =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith(".jar") && !entry.contains("heddle"))
                        .collect(Collectors.joining(File.pathSeparator));
        return classes + File.pathSeparator + libraries;
    }

    @Test
    void whatGradleStartsFindsAndReplays(@TempDir Path parent) throws Exception {
        Path directory = Files.createDirectory(parent.resolve("a project"));
        String needed =
                path(
                        Stream.of(
                                Main.class,
                                Heddle.class,
                                Launcher.class,
                                org.junit.platform.engine.TestEngine.class,
                                org.junit.platform.commons.JUnitException.class,
                                org.opentest4j.AssertionFailedError.class));
        List<String> java = List.of(JAVA, "-cp", needed, Main.class.getName());
        List<String> arguments = gradlesArguments(project(directory, planted.OldTimeTest.class));

        List<String> find = new ArrayList<>(java);
        find.addAll(arguments);
        find.addAll(List.of("--schedules", "20", "--workers", "1", "--order", "no"));
        Ended found = run(directory, find);
        assertThat(found.output).contains("OldTimeTest.hasATooShortTimeOut: TIME-DEPENDENT");
        assertThat(found.code).isEqualTo(1);
        assertThat(directory.resolve("build/heddle-flaky/report.json")).exists();

        Matcher code = Pattern.compile("gradle flaky -Preplay=(\\S+)").matcher(found.output);
        assertThat(code.find()).as(found.output).isTrue();
        List<String> replay = new ArrayList<>(java);
        replay.addAll(List.of("replay", code.group(1)));
        replay.addAll(arguments);
        Ended again = run(directory, replay);
        assertThat(again.output)
                .contains("test timed out after 50 milliseconds")
                .contains("This was the replay of " + code.group(1))
                .doesNotContain("heddle1-"); // Which would replay nothing by itself.
        assertThat(again.code).isEqualTo(1);
    }

    @Test
    void whatAReportSaysReplays(@TempDir Path directory) throws Exception {
        // A class path that no command line could have.
        String path =
                System.getProperty("java.class.path")
                        + (File.pathSeparator + directory + "/no/such/library-with-a-long-name.jar")
                                .repeat(3_000);
        Path file = Files.writeString(directory.resolve("class path"), path + "\n");
        Path out = directory.resolve("out");
        Finder.Run found =
                Finder.run(
                        "--classpath",
                        "@" + file,
                        "--tests",
                        Options.place(Finder.class),
                        "--names",
                        "planted\\.OutsideTest",
                        "--only",
                        "isBroken",
                        "--order",
                        "no",
                        "--workers",
                        "1",
                        "--fail-on",
                        "none",
                        "--out",
                        out.toString());
        assertThat(found.code()).as(found.text()).isZero();
        assertThat(found.text()).contains("OutsideTest.isBroken: FAILS ALWAYS");
        Matcher command =
                Pattern.compile("(\\S+java\\S*) (@\\S+) (flaky1-\\S+)").matcher(found.text());
        assertThat(command.find()).as(found.text()).isTrue();
        Ended again = run(directory, List.of(command.group(1), command.group(2), command.group(3)));
        assertThat(again.output).contains("expected:<5> but was:<4>");
        assertThat(again.code).isEqualTo(1);
    }

    @Test
    void aJavaThatIsNotThereIsSaid(@TempDir Path directory) {
        Finder.Run run =
                Finder.runOnTests("--java", "/no/such/java", "--out", directory.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.text())
                .contains("No JVM can be started by /no/such/java")
                .doesNotContain("\tat ");
    }
}
