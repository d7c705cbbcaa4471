import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Types every command that the README and the guide show, in blocks, in sentences and in workflows:
 * those about Heddle itself in a clean copy of it, those of its users in projects from nothing.
 * Ends with 1 where one does not come out as the page says, and where a page has a command that is
 * not typed here. From the root, on Java 17 or later: {@code java .mvn/Commands.java}, with
 * arguments for every Maven, such as {@code -o}. What takes longer than minutes is made smaller, or
 * left out, unless an argument is {@code --whole}; with one such as {@code --maven} only the part
 * of that name is tried, and with {@code --dry} nothing is: then it says only whether all are here.
 */
public final class Commands {

    /** Why some are not run here. They must stand on a page all the same. */
    private static final Map<String, String> ELSEWHERE =
            Map.of(
                    "mvn verify",
                    "it is the build itself: .ci/run runs it, as the README has it",
                    "mvn -q -Pdemo package",
                    "java .mvn/Newcomer.java runs it, and looks at what it prints",
                    "gradle test --tests com.example.CounterTest.noUpdateIsLost"
                            + " -Dheddle.replay=heddle1-...",
                    "Gradle can not be had from a Maven repository; GradleTest looks at what it is"
                            + " told",
                    "gradle flaky",
                    "the same",
                    "gradle flaky -Preplay=CODE",
                    "the same");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```(\\w+)\\n(.*?)^ *```");
    private static final Pattern INLINE =
            Pattern.compile("`((?:mvn|java|python3?|gradle|git|cp|export) [^`\\n]*)`");
    private static final Pattern TOKEN = Pattern.compile("heddle1-(?:[\\w-]+|\\.\\.\\.|…)");
    private static final Pattern CODE = Pattern.compile("flaky1-[\\w.:/=-]+");

    /** Maven as the command of a line, and not in a text. */
    private static final Pattern MAVEN =
            Pattern.compile("(?m)^((?:\\s*\\w+=\\S+ )*)mvn (?!-version)");

    /** A command by its text, with the pages that have it. */
    private final Map<String, Set<String>> shown = new LinkedHashMap<>();

    private final Set<String> typed = new LinkedHashSet<>();
    private final List<String> tooLong = new ArrayList<>();
    private final boolean whole;

    /** Nothing is run: what is typed is held against the pages only. */
    private final boolean dry;

    private final List<String> options;
    private final Path root = Path.of("").toAbsolutePath();
    private final Path folder;
    private final Path copy;
    private final Path jdk;

    private Commands(boolean whole, boolean dry, List<String> options, Path folder)
            throws IOException {
        this.whole = whole;
        this.dry = dry;
        this.options = options;
        this.folder = folder;
        this.copy = folder.resolve("heddle");
        this.jdk = jdk();
        for (Path page : pages()) {
            for (String command : commands(Files.readString(page))) {
                shown.computeIfAbsent(command, c -> new TreeSet<>())
                        .add(root.relativize(page).toString());
            }
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        boolean whole = words.remove("--whole");
        boolean dry = words.remove("--dry");
        List<String> parts = words.stream().filter(word -> word.startsWith("--")).toList();
        words.removeAll(parts);
        Path folder = Files.createTempDirectory("commands");
        System.out.println("Everything is in " + folder + ".");
        Commands commands = new Commands(whole, dry, words, folder);
        commands.prepare();
        Map<String, Part> all = new LinkedHashMap<>();
        all.put("--program", commands::aProgram);
        all.put("--maven", commands::aProjectWithMaven);
        all.put("--flaky", commands::flakyTests);
        all.put("--snippets", commands::snippets);
        all.put("--heddle", commands::heddleItself);
        check(
                all.keySet().containsAll(parts),
                "There is no such part: " + parts + ", only " + all.keySet() + ".");
        for (Map.Entry<String, Part> part : all.entrySet()) {
            if (parts.isEmpty() || parts.contains(part.getKey())) {
                part.getValue().run();
            }
        }
        commands.tell(parts.isEmpty());
    }

    private interface Part {
        void run() throws IOException, InterruptedException;
    }

    /** A text of a command, and what stands here in its place. */
    private record Change(String text, String here) {}

    private static Change as(String text, String here) {
        return new Change(text, here);
    }

    /** The same for what makes a command end sooner. */
    private Change less(String text, String here) {
        return whole ? new Change(text, text) : new Change(text, here);
    }

    private void prepare() throws IOException, InterruptedException {
        run(root, "git clone -q --local . " + copy, 0);
        type(copy, "mvn -q -Pquick install -Dmaven.test.skip", 0);
    }

    /** command-line.md. */
    private void aProgram() throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve("program"));
        Path classes = Files.createDirectories(place.resolve("build/classes"));
        jar("scheduler", "heddle-scheduler", place);
        write(
                place,
                "Main.java",
                """
                package org.example;

                public class Main {
                    private static int value;

                    public static void main(String[] args) throws Exception {
                        Thread other = new Thread(Main::increment);
                        other.start();
                        increment();
                        other.join();
                        System.out.println(String.join(" and ", args) + " were given");
                        if (value != 2) {
                            throw new IllegalStateException("lost: " + value);
                        }
                    }

                    private static void increment() {
                        value = value + 1;
                    }
                }
                """);
        run(place, "javac -d " + classes + " Main.java", 0);
        String found =
                type(
                        place,
                        "java -jar heddle-scheduler.jar explore -cp build/classes"
                                + " org.example.Main first second",
                        1);
        expect(found.contains("IllegalStateException: lost: 1"), "It found something else.");
        String replay = only("java -jar heddle-scheduler.jar replay .*");
        String again = type(place, replay, 1, as(token(replay), token(found)));
        expect(again.contains("first and second were given"), "A replay shows no output.");
    }

    /** junit.md, scale.md and errors.md: a project of somebody who uses Maven. */
    private void aProjectWithMaven() throws IOException, InterruptedException {
        Path place = project("counter", "value = value + 1;");
        String red = type(place, "mvn test", 1);
        expect(red.contains("It fails when"), "The message does not say how it came about.");
        for (String replay : all("mvn test -Dtest=\\S+ -Dheddle.replay=.*")) {
            String again =
                    type(
                            place,
                            replay,
                            1,
                            as(first("-Dtest=(\\S+)", replay), "CounterTest#noUpdateIsLost"),
                            as(token(replay), token(red)));
            expect(again.contains(token(red)), "Another run was replayed.");
        }
        // Another seed is for what is not known yet: what has failed is tried first.
        run(place, "rm -r target/heddle", 0);
        String drawn = type(place, "mvn test -Dheddle.seed=random -Dheddle.schedules=100000", 1);
        expect(drawn.matches("(?s).*, seed -?\\d{2,}.*"), "It is not said which seed was drawn.");
        Path constraints = Path.of("com/example/CounterTest.noUpdateIsLost.constraints");
        type(place, only("mkdir -p src/test.*"), 0);
        type(place, only("cp target/heddle.*"), 0);
        expect(
                Files.exists(place.resolve("src/test/resources").resolve(constraints)),
                "The constraints are not where tests have them.");
        run(place, "rm -r target/heddle", 0);
        expect(
                run(place, "mvn test", 1).contains("constraints"),
                "The constraints that are kept were not tried.");

        place = project("sound", "COUNT.incrementAndGet();");
        type(place, only("mvn test -Dheddle.schedules=100000 .*"), 0);
        type(place, only("mvn test -Dheddle.seed=\\$.*"), 0, as("CI_NODE_INDEX", "3"));
        type(
                place,
                only("mvn -B --fail-at-end test .*"),
                0,
                as("${{ github.run_id }}${{ matrix.machine }}", "12345670"));
        write(
                place,
                "src/test/java/com/example/CounterTest.java",
                test().replace("Interleaved", "Exhaustive"));
        String proof = type(place, only("mvn test .*exhaustive.resume.*"), 0);
        expect(proof.contains("interleavings were checked: correct"), "Nothing was proved.");
        String home = only("export JAVA_HOME=.*");
        type(place, home, 0, as(home.replaceFirst(".*=", ""), jdk.toString()));
        String version = type(place, "mvn -version", 0);
        expect(version.contains("Java version: 25"), "JAVA_HOME does not count.");
    }

    /** flaky.md, with Maven, without it, and on many machines. */
    private void flakyTests() throws IOException, InterruptedException {
        Path place = project("flaky", "value = value + 1;");
        String junit = first("<junit.version>([^<]*)<", Files.readString(Path.of("pom.xml")));
        // With an engine: Surefire and the plugin find one, where there is no Maven nobody does.
        write(
                place,
                "pom.xml",
                Files.readString(place.resolve("pom.xml"))
                        .replace(
                                "<dependencies>",
                                "<dependencies><dependency><groupId>org.junit.jupiter</groupId>"
                                        + "<artifactId>junit-jupiter</artifactId><version>"
                                        + junit
                                        + "</version><scope>test</scope></dependency>"));
        write(
                place,
                "src/test/java/com/example/CounterTest.java",
                """
                package com.example;

                import static org.junit.jupiter.api.Assertions.assertEquals;
                import org.junit.jupiter.api.Test;

                class CounterTest {
                %s
                }
                """
                        .formatted(testMethod().replace("@Interleaved", "@Test")));
        String found = type(place, "mvn heddle:flaky", 1);
        expect(
                found.contains("CounterTest.noUpdateIsLost: SCHEDULE-DEPENDENT")
                        && found.contains("Replayed 5 of 5 times"),
                "The flaky test was not found, or not replayed.");
        String again =
                type(
                        place,
                        "mvn heddle:flaky -Dheddle.replay=flaky1-…",
                        1,
                        as("flaky1-…", code(found)));
        expect(again.contains("expected: <2> but was: <1>"), "The failure was not seen again.");

        // As the workflow and the manifest have it: one machine after the other, then the sum.
        Path parts = Files.createDirectories(place.resolve("parts"));
        for (int shard = 0; shard < 2; shard++) {
            type(
                    place,
                    only("mvn -B --fail-at-end heddle:flaky .*"),
                    0,
                    as("mvn ", "HEDDLE_SHARD_INDEX=" + shard + " HEDDLE_SHARD_TOTAL=2 mvn "));
            run(place, "mv target/heddle-flaky " + parts.resolve("flaky-" + shard), 0);
        }
        type(place, only("(?s)for part in .*dependency:copy.*"), 0);
        String sum = type(place, only("java -cp heddle/heddle-flaky.jar.* merge parts.*"), 1);
        expect(sum.contains("CounterTest.noUpdateIsLost: SCHEDULE-DEPENDENT"), "The sum lacks it.");
        expect(
                Files.exists(place.resolve("target/heddle-flaky/report.sarif")),
                "The sum is not where the workflow looks for it.");

        Path reports = folder.resolve("reports");
        for (int index = 0; index < 2; index++) {
            type(
                    place,
                    only("mvn -o -B heddle:flaky .*"),
                    0,
                    as("mvn ", "HEDDLE_COMPLETIONS=2 JOB_COMPLETION_INDEX=" + index + " mvn "),
                    as("$JOB_COMPLETION_INDEX", String.valueOf(index)),
                    as("/reports/", reports + "/"));
        }
        jar("scheduler", "heddle-scheduler", place);
        jar("junit-extension/flaky", "heddle-flaky", place);
        sum = type(place, only("java .* merge /reports.*"), 1, as("/reports/", reports + "/"));
        expect(sum.contains("CounterTest.noUpdateIsLost: SCHEDULE-DEPENDENT"), "The sum lacks it.");

        // Without Maven: only the class path comes from it.
        String dependency = "mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:";
        run(place, dependency + "build-classpath -Dmdep.outputFile=libraries", 0);
        run(
                place,
                dependency
                        + "copy -DoutputDirectory=. -Dmdep.stripVersion=true"
                        + " -Dartifact=org.junit.platform:junit-platform-launcher:"
                        + junit,
                0);
        found =
                type(
                        place,
                        only("java -cp heddle-flaky.jar.*--classpath.*"),
                        1,
                        as("build/classes/java/main", "target/classes"),
                        as("build/classes/java/test", "target/test-classes"),
                        as(
                                "LIBRARIES",
                                dry ? "" : Files.readString(place.resolve("libraries")).strip()));
        expect(found.contains("SCHEDULE-DEPENDENT"), "The flaky test was not found without Maven.");
        again = type(place, "java @target/heddle-flaky/replay CODE", 1, as("CODE", code(found)));
        expect(again.contains("expected: <2> but was: <1>"), "The failure was not seen again.");
    }

    /** What pages show of files: settings, and what goes into a POM. (Newcomer has the others.) */
    private void snippets() throws IOException, InterruptedException {
        Path place = project("settings", "COUNT.incrementAndGet();");
        // One run may be repeated, to see whether it is the same.
        String settings = "src/test/resources/junit-platform.properties";
        write(place, settings, snippet("docs/scale.md", "properties", "heddle.schedules"));
        expect(
                run(place, "mvn test", 0).matches("(?s).*runs: 30[01]\\b.*"),
                "Settings of scale.md had no effect.");
        write(place, settings, snippet("docs/configuration.md", "properties", "heddle.races"));
        expect(
                run(place, "mvn test", 0).matches("(?s).*runs: 20[01]\\b.*"),
                "Settings of configuration.md had no effect.");
        write(
                place,
                "src/test/java/com/example/CounterTest.java",
                test().replace("assertEquals(2, counter.value());", ""));
        write(place, "src/main/java/com/example/Counter.java", counter("value = value + 1;"));
        expect(run(place, "mvn test", 1).contains("ata race"), "A data race does not fail.");

        place = project("agent", "COUNT.incrementAndGet();");
        String pom = Files.readString(place.resolve("pom.xml"));
        String forbid = "-XX:+DisableAttachMechanism ";
        String agent = snippet("docs/junit.md", "xml", "-javaagent:");
        String surefire =
                first("(?s)(<plugin>\\s*<artifactId>maven-surefire-plugin.*?</plugin>)", agent);
        String version =
                first("(?s)maven-surefire-plugin</artifactId>\\s*(<version>[^<]*</version>)", pom);
        // The POM has that plugin already: there it gets what the page says.
        write(
                place,
                "pom.xml",
                pom.replaceFirst(
                                "(?s)<plugin>\\s*<artifactId>maven-surefire-plugin.*?</plugin>", "")
                        .replace(
                                "<plugins>",
                                "<plugins>"
                                        + agent.replace(
                                                surefire,
                                                surefire.replace(
                                                                "</artifactId>",
                                                                "</artifactId>" + version)
                                                        .replace(
                                                                "<argLine>",
                                                                "<argLine>" + forbid))));
        expect(
                run(place, "mvn test", 0).contains("Tests run: 1, Failures: 0"),
                "The agent's line is not enough where attaching is forbidden.");
        write(
                place,
                "pom.xml",
                Files.readString(place.resolve("pom.xml"))
                        .replaceFirst("-javaagent:\\$\\{[^}]*}", ""));
        expect(
                run(place, "mvn test", 1).contains("could not attach itself"),
                "Attaching was not forbidden, so nothing was tried.");
    }

    /** What the guide says of Heddle's own build. */
    private void heddleItself() throws IOException, InterruptedException {
        type(copy, "mvn -q -Psite package", 0);
        type(copy, only("mvn .*TraceCountsTest.*"), 0, less("most=1000000", "most=100"));
        type(
                copy,
                only("mvn .*BruteForceTest.*"),
                0,
                less("programs=1000", "programs=10"),
                less("runs=500", "runs=100"));
        type(copy, only("mvn .*ClassicsTest.*"), 0);
        type(
                copy,
                only("mvn .*EarlyTimeoutsTest.*"),
                0,
                less("programs=300", "programs=10"),
                less("runs=6000", "runs=500"));
        type(
                copy,
                "mvn -Ppit verify -pl scheduler",
                0,
                less("-pl scheduler", "-pl scheduler -Dpit.part=Waits"));
        type(copy, "mvn -q -Ppeers package", 0, less("package", "package -Dpeers.seconds=1"));
        type(
                copy,
                only("mvn .*Switch.*"),
                0,
                less("-prof gc", "-prof gc -f 1 -wi 1 -i 1 -r 1 -w 1"));
        type(copy, "mvn -q -Pbench package -Dbench.args=start-up", 0);
        typeIfWhole("mvn -q -Pbench package -Dbench.args=proofs", "three minutes");
        typeIfWhole("mvn -q -Pbench package", "eleven minutes");
    }

    /** A project with the POM of an example, a counter and its test. */
    private Path project(String name, String increment) throws IOException {
        Path place = Files.createDirectories(folder.resolve(name));
        String bank = Files.readString(root.resolve("docs/examples/bank/pom.xml"));
        write(
                place,
                "pom.xml",
                bank.replace(
                                "<artifactId>bank</artifactId>",
                                "<artifactId>" + name + "</artifactId>")
                        .replace(
                                "<plugins>",
                                "<plugins>"
                                        + snippet("docs/flaky.md", "xml", "heddle-maven-plugin")));
        write(place, "src/main/java/com/example/Counter.java", counter(increment));
        write(place, "src/test/java/com/example/CounterTest.java", test());
        return place;
    }

    private static String counter(String increment) {
        return """
        package com.example;

        import java.util.concurrent.atomic.AtomicInteger;

        public class Counter {
            private final AtomicInteger COUNT = new AtomicInteger();
            private int value;

            public void increment() {
                %s
            }

            public int value() {
                return value + COUNT.get();
            }
        }
        """
                .formatted(increment);
    }

    private String test() throws IOException {
        return """
        package com.example;

        import static org.junit.jupiter.api.Assertions.assertEquals;
        %s
        import java.util.concurrent.atomic.AtomicInteger;
        import org.junit.jupiter.api.AfterAll;
        import org.junit.jupiter.api.BeforeEach;

        class CounterTest {
            private static final AtomicInteger RUNS = new AtomicInteger();

            @BeforeEach
            void count() {
                RUNS.incrementAndGet();
            }

            @AfterAll
            static void tell() {
                System.out.println("runs: " + RUNS);
            }

        %s
        }
        """
                .formatted(snippet("docs/junit.md", "java", "import "), testMethod());
    }

    private String testMethod() throws IOException {
        return snippet("docs/junit.md", "java", "void noUpdateIsLost()");
    }

    /** A jar that was just built, under the name that pages give it. */
    private void jar(String module, String name, Path to) throws IOException {
        String version = first("<version>([^<]+)</version>", Files.readString(Path.of("pom.xml")));
        if (dry) {
            return;
        }
        Files.copy(
                copy.resolve(module).resolve("target/" + name + "-" + version + ".jar"),
                to.resolve(name + ".jar"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Runs a command of a page as it stands, but for what only stands for something. */
    private String type(Path where, String command, int code, Change... changes)
            throws IOException, InterruptedException {
        check(shown.containsKey(command), "No page has this command any more: " + command);
        typed.add(command);
        String line = command;
        for (Change change : changes) {
            check(line.contains(change.text()), "No '" + change.text() + "' is in: " + line);
            line = line.replace(change.text(), change.here());
        }
        return run(where, line, code);
    }

    private void typeIfWhole(String command, String time) throws IOException, InterruptedException {
        if (whole) {
            type(copy, command, 0);
        } else {
            check(shown.containsKey(command), "No page has this command any more: " + command);
            typed.add(command);
            tooLong.add(command + " (" + time + ")");
        }
    }

    private void tell(boolean all) {
        ELSEWHERE.forEach(
                (command, why) -> {
                    check(shown.containsKey(command), "No page has this any more: " + command);
                    System.out.println("Not here: " + command + ", since " + why + ".");
                });
        tooLong.forEach(command -> System.out.println("With --whole only: " + command + "."));
        List<String> left =
                shown.keySet().stream()
                        .filter(command -> !typed.contains(command))
                        .filter(command -> !ELSEWHERE.containsKey(command))
                        .map(command -> command + "   in " + shown.get(command))
                        .toList();
        if (all) {
            check(left.isEmpty(), "Nobody has tried:\n  " + String.join("\n  ", left));
        }
        System.out.println(
                dry
                        ? "All " + typed.size() + " commands of the pages are typed here."
                        : "All " + typed.size() + " commands do what the pages say.");
    }

    private String run(Path where, String line, int code) throws IOException, InterruptedException {
        if (dry) {
            return "";
        }
        String more =
                Stream.concat(Stream.of("-B", "-Dstyle.color=never"), options.stream())
                        .map(option -> option + " ")
                        .collect(Collectors.joining());
        Matcher maven = MAVEN.matcher(line);
        String command = maven.replaceAll("$1mvn " + Matcher.quoteReplacement(more));
        System.out.println(line);
        long begin = System.nanoTime();
        Path output = Files.createTempFile(folder, "output", ".log");
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-ec", command)
                        .directory(where.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        if (command.equals(line)) { // Else Maven finds a JDK by itself.
            builder.environment().put("JAVA_HOME", jdk.toString());
            builder.environment()
                    .merge("PATH", jdk.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        }
        int exit = builder.start().waitFor();
        String text = Files.readString(output);
        Files.delete(output);
        if (exit != code) {
            System.out.println(text);
        }
        check(exit == code, "It ended with " + exit + ", not with " + code + ".");
        System.out.printf("    %d s%n", (System.nanoTime() - begin) / 1_000_000_000);
        return text;
    }

    private List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(root.resolve("README.md")));
        try (Stream<Path> docs = Files.list(root.resolve("docs"))) {
            docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /**
     * All of a page: a line of a block of the shell each, what steps of workflows run, and the
     * rest.
     */
    private static Set<String> commands(String page) {
        Set<String> commands = new LinkedHashSet<>();
        for (MatchResult block : BLOCK.matcher(page).results().toList()) {
            String text = block.group(2);
            switch (block.group(1)) {
                case "sh" ->
                        text.replaceAll("\\\\\\n\\s*", "")
                                .lines()
                                .map(String::strip)
                                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                                .forEach(commands::add);
                case "yaml" -> commands.addAll(steps(text));
                case "text" ->
                        text.lines().filter(l -> l.startsWith("gradle ")).forEach(commands::add);
                default -> {}
            }
        }
        String prose = BLOCK.matcher(page).replaceAll("");
        INLINE.matcher(prose).results().forEach(found -> commands.add(found.group(1)));
        return commands;
    }

    /** What steps of a workflow run, and what a manifest hands to its shell. */
    private static List<String> steps(String yaml) {
        List<String> steps = new ArrayList<>();
        Pattern step =
                Pattern.compile("(?m)^( *)- (?:run: ([|>]-?)?|(?=mvn ))(.*)\\n((?:\\1  .*\\n)*)");
        for (MatchResult found : step.matcher(yaml).results().toList()) {
            List<String> lines = new ArrayList<>();
            lines.add(found.group(3));
            found.group(4).lines().map(String::strip).forEach(lines::add);
            String between = "|".equals(found.group(2)) ? "\n" : " ";
            steps.add(
                    lines.stream().filter(l -> !l.isBlank()).collect(Collectors.joining(between)));
        }
        return steps;
    }

    /** The one command of all pages that is like this. */
    private String only(String expression) {
        List<String> found = all(expression);
        check(found.size() == 1, "Not one command is like " + expression + ", but " + found);
        return found.get(0);
    }

    private List<String> all(String expression) {
        return shown.keySet().stream().filter(command -> command.matches(expression)).toList();
    }

    /** The first piece of code in a language on a page that has this in it. */
    private String snippet(String page, String language, String has) throws IOException {
        Matcher blocks = BLOCK.matcher(Files.readString(root.resolve(page)));
        List<String> found =
                blocks.results()
                        .filter(block -> block.group(1).equals(language))
                        .map(block -> block.group(2))
                        .filter(text -> text.contains(has))
                        .toList();
        check(!found.isEmpty(), page + " shows no " + language + " with " + has);
        return found.get(0);
    }

    /** Of a page, or of what was printed. */
    private String token(String text) {
        return dry && text.isEmpty() ? "no token" : first(TOKEN, text);
    }

    private String code(String text) {
        return dry ? "no code" : first(CODE, text);
    }

    private static String first(String expression, String text) {
        return first(Pattern.compile(expression), text);
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        check(matcher.find(), "Nothing is like " + pattern + " in: " + text);
        return matcher.group(Math.min(1, matcher.groupCount()));
    }

    private static void write(Path place, String file, String text) throws IOException {
        Path path = place.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** A JDK 25: the one that runs this, or one from where they usually are. */
    private static Path jdk() throws IOException {
        List<Path> homes = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
        System.getenv()
                .forEach(
                        (name, value) -> {
                            if (name.matches("(JAVA|JDK).*HOME.*")) {
                                homes.add(Path.of(value));
                            }
                        });
        for (String parent :
                List.of(
                        "/usr/lib/jvm",
                        System.getProperty("user.home") + "/.sdkman/candidates/java",
                        System.getProperty("user.home") + "/.jdks")) {
            if (Files.isDirectory(Path.of(parent))) {
                try (Stream<Path> all = Files.list(Path.of(parent))) {
                    all.sorted().forEach(homes::add);
                }
            }
        }
        for (Path home : homes) {
            Path release = home.resolve("release");
            if (Files.exists(home.resolve("bin/javac"))
                    && Files.exists(release)
                    && Files.readString(release).contains("JAVA_VERSION=\"25")) {
                return home;
            }
        }
        throw new IllegalStateException("There is no JDK 25 in any of " + homes + ".");
    }

    /** What a command must have done. */
    private void expect(boolean condition, String otherwise) {
        check(dry || condition, otherwise);
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            System.err.println(otherwise);
            System.exit(1);
        }
    }
}
