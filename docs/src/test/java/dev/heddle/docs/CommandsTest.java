package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The commands that the README, the guide and CONTRIBUTING show name nothing that is not there:
 * profiles, modules, tests, system properties, main classes. The two of the README are also run as
 * they stand, by {@code .ci/run}; all others of the README and the guide by {@code
 * .mvn/Commands.java}, or it says why not.
 */
class CommandsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```sh\\n(.*?)^ *```");
    private static final Pattern INLINE = Pattern.compile("`((?:mvn|python3|java \\.mvn/)[^`]*)`");

    /** A command, and where it stands. */
    record Command(String page, String line) {

        /** All that an expression finds in it, by its first group. */
        List<String> find(String expression) {
            Matcher matcher = Pattern.compile(expression).matcher(line);
            return matcher.results().map(found -> found.group(1)).toList();
        }
    }

    @Test
    void theReadmeHasItsTwoCommandsAndTheWorkflowRunsThem() throws IOException {
        List<String> lines = commands("README.md").stream().map(Command::line).limit(2).toList();
        assertThat(lines).containsExactly("mvn -q -Pdemo package", "mvn verify");
        String workflow = Files.readString(ROOT.resolve(".github/workflows/ci.yml"));
        assertThat(workflow)
                .contains(
                        "- run: .ci/run\n",
                        "- run: java .mvn/Newcomer.java\n",
                        "- run: java .mvn/Commands.java\n");
        assertThat(Files.readString(ROOT.resolve(".ci/run")))
                .contains(
                        "readonly demo='" + lines.get(0) + "'\n",
                        "readonly command='" + lines.get(1) + "'\n",
                        "\n$command -B -ntp < /dev/null || code=$?\n",
                        "\n    $demo -B -ntp < /dev/null || code=$?\n");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesWhatIsThere(Command command) {
        String poms =
                Stream.of("pom.xml", "docs/pom.xml", "scheduler/pom.xml")
                        .map(pom -> read(ROOT.resolve(pom)))
                        .collect(Collectors.joining());
        assertThat(command.find(" -P(\\w+)"))
                .allMatch(profile -> poms.contains("<id>" + profile + "</id>"));
        for (String modules : command.find(" -pl ([\\w/,-]+)")) {
            assertThat(modules.split(","))
                    .allMatch(module -> Files.exists(ROOT.resolve(module).resolve("pom.xml")));
        }
        for (String tests : command.find("-Dtest='?([\\w,.*]+)")) {
            assertThat(tests.split(",")).allMatch(this::isTest);
        }
        assertThat(
                        command.find(
                                "-D((?:heddle|ablation|zoo|determinism|linearizability|libraries)\\.[\\w.]+|campaign|planted|fuzz)="))
                .allMatch(property -> all().contains(tail(property)));
        assertThat(command.find(" (dev\\.heddle\\.[\\w.]*[A-Z]\\w*)")).allMatch(this::isClass);
        assertThat(command.find("(?:python3|java) ((?:docs|\\.mvn)/\\S+\\.\\w+)"))
                .allMatch(script -> Files.isRegularFile(ROOT.resolve(script)));
    }

    /** It takes minutes to run them all; that the script has them is seen at once. */
    @Test
    void theScriptTypesThemAll() throws Exception {
        assertThat(dry(ROOT)).startsWith("0\n").contains("commands of the pages are typed here.");
    }

    @Test
    void theScriptSaysWhichItDoesNotType(@TempDir Path folder) throws Exception {
        for (String file : List.of("README.md", "pom.xml", "docs/examples/bank/pom.xml")) {
            copy(file, folder);
        }
        for (String page : pages()) {
            copy(page, folder);
        }
        Path page = folder.resolve("docs/time.md");
        Files.writeString(page, Files.readString(page) + "\n```sh\nmvn no:such\n```\n");
        assertThat(dry(folder))
                .startsWith("1\n")
                .contains("Nobody has tried:\n  mvn no:such   in [docs/time.md]");
        Files.writeString(page, "");
        Path flaky = folder.resolve("docs/flaky.md");
        Files.writeString(flaky, Files.readString(flaky).replace(" heddle:flaky", " heddle:find"));
        assertThat(dry(folder)).startsWith("1\n").contains("No");
    }

    private static void copy(String file, Path folder) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        Files.copy(ROOT.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The exit code, and what was said. */
    private static String dry(Path root) throws IOException, InterruptedException {
        Process script =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                ROOT.resolve(".mvn/Commands.java").toString(),
                                "--dry")
                        .directory(root.toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(script.getInputStream().readAllBytes(), UTF_8);
        return script.waitFor() + "\n" + said;
    }

    @Test
    void findsBothKindsOfCommand() {
        assertThat(
                        commands(
                                "x.md",
                                "a `mvn b` c `d`\n"
                                        + "```sh\n"
                                        + "e \\\n"
                                        + "    f\n"
                                        + "# g\n"
                                        + "h\n"
                                        + "```\n"
                                        + "```java\n"
                                        + "i\n"
                                        + "```\n"))
                .containsExactly(
                        new Command("x.md", "e f"),
                        new Command("x.md", "h"),
                        new Command("x.md", "mvn b"));
        assertThat(isTest("NoSuchTest")).isFalse();
        assertThat(isTest("dev.heddle.no.such.*Test")).isFalse();
        assertThat(isClass("dev.heddle.NoSuchClass")).isFalse();
    }

    /** Settings are made of a prefix and a name: the name stands in the source by itself. */
    private static String tail(String property) {
        return property.substring(property.lastIndexOf('.') + 1);
    }

    private boolean isTest(String name) {
        if (name.endsWith(".*Test")) {
            return all().contains("package " + name.substring(0, name.length() - 6) + ";");
        }
        // These stand for one of the reader's.
        return name.equals("CounterTest")
                || name.equals("CLASS")
                || all().contains("class " + name + " ");
    }

    private boolean isClass(String name) {
        int dot = name.lastIndexOf('.');
        return all().contains("package " + name.substring(0, dot) + ";")
                && all().contains("class " + name.substring(dot + 1) + " ");
    }

    private static TreeSet<String> pages() throws IOException {
        TreeSet<String> pages = new TreeSet<>(List.of("README.md", "CONTRIBUTING.md"));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.map(page -> "docs/" + page.getFileName())
                    .filter(page -> page.endsWith(".md"))
                    .forEach(pages::add);
        }
        return pages;
    }

    static List<Command> commands() throws IOException {
        List<Command> commands = pages().stream().flatMap(page -> commands(page).stream()).toList();
        assertThat(commands).hasSizeGreaterThan(25);
        return commands;
    }

    private static List<Command> commands(String page) {
        return commands(page, read(ROOT.resolve(page)));
    }

    private static List<Command> commands(String page, String text) {
        List<Command> commands = new ArrayList<>();
        for (MatchResult block : BLOCK.matcher(text).results().toList()) {
            block.group(1)
                    .replaceAll("\\\\\\n\\s*", "")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> commands.add(new Command(page, line)));
        }
        INLINE.matcher(text)
                .results()
                .forEach(found -> commands.add(new Command(page, found.group(1))));
        return commands;
    }

    /** All of the sources, one after the other. */
    private static String all() {
        return Sources.ALL;
    }

    /** Read when they are first needed. */
    private static final class Sources {
        static final String ALL = read();

        private static String read() {
            StringBuilder all = new StringBuilder();
            for (String module :
                    List.of("scheduler", "junit-extension", "property-tests", "docs")) {
                try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> all.append(CommandsTest.read(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return all.toString();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
