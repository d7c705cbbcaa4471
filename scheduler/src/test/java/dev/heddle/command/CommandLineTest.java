package dev.heddle.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.ParsedJson;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** The command line as a user has it: a process of its own, from a jar. */
class CommandLineTest {

    @TempDir static Path folder;

    /** Heddle's classes, packed as the build packs them. */
    private static Path jar;

    /** A class path with nothing on it but the programs. */
    private static Path programs;

    /** What a process has printed, and its exit code. */
    private record Result(int exit, String out, String err) {

        String lastLine() {
            return out.lines().toList().getLast();
        }

        String token() {
            String after = lastLine().split("\"token\":\"")[1];
            return after.substring(0, after.indexOf('"'));
        }
    }

    @BeforeAll
    static void pack() throws IOException, URISyntaxException {
        Path classes = locationOf(Heddle.class);
        jar = Files.isDirectory(classes) ? pack(classes) : classes;
        programs = folder.resolve("programs");
        Path own = programs.resolve("dev/heddle/command");
        Files.createDirectories(own);
        try (Stream<Path> files =
                Files.list(locationOf(Commands.class).resolve("dev/heddle/command"))) {
            for (Path file : files.toList()) {
                if (file.getFileName().toString().startsWith("Commands")) {
                    Files.copy(file, own.resolve(file.getFileName()));
                }
            }
        }
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Path pack(Path classes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String pom = Files.readString(Path.of("pom.xml"));
        for (String name :
                List.of(
                        "Main-Class",
                        "Launcher-Agent-Class",
                        "Can-Redefine-Classes",
                        "Can-Retransform-Classes")) {
            int begin = pom.indexOf("<" + name + ">") + name.length() + 2;
            attributes.putValue(name, pom.substring(begin, pom.indexOf("</" + name + ">")));
        }
        Path packed = folder.resolve("heddle-scheduler.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(packed), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return packed;
    }

    private static Result run(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(List.of(arguments));
        try {
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(err.toFile())
                            .directory(folder.toFile())
                            .start();
            process.getOutputStream().close();
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), out, Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("The JVM could not be started.", e);
        }
    }

    private static String name(Class<?> program) {
        return program.getName();
    }

    private static Result explore(Class<?> program, String... arguments) {
        List<String> all = new ArrayList<>(List.of("explore", "-cp", programs.toString()));
        all.add(name(program));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    @Test
    void aRaceIsFoundAndReplayed() throws IOException {
        Path file = folder.resolve("race.json");
        Path page = folder.resolve("race.html");
        Result found =
                run(
                        "explore",
                        "--schedules",
                        "500",
                        "--seed",
                        "7",
                        "--strategy",
                        "random",
                        "--json",
                        file.toString(),
                        "--html",
                        page.toString(),
                        "-cp",
                        programs.toString(),
                        name(Commands.Racy.class),
                        "a",
                        "b");
        assertThat(found.exit()).as(found.toString()).isEqualTo(Main.FAILED);
        assertThat(found.err()).isEmpty();
        assertThat(Files.readString(page))
                .contains("<!DOCTYPE html>", found.token(), "counted to 1");
        assertThat(found.out())
                .contains("counted to 1")
                .contains("How it came about")
                .contains("Shrunk in")
                .contains("Replay it: java -jar heddle-scheduler.jar replay " + found.token())
                .doesNotContain("@Replay")
                .doesNotContain("counting for");
        assertThat(found.lastLine())
                .startsWith(
                        "{\"command\":\"explore\",\"main\":\"dev.heddle.command.Commands$Racy\",\"schedules\":")
                .contains("\"seconds\":")
                .containsPattern("\"found\":true,\"foundSeconds\":\\d+\\.\\d{3},\"schedule\":")
                .contains("\"kind\":\"FAILED\"")
                .contains("\"preemptions\":1")
                .endsWith("}");
        assertThat(Files.readString(file))
                .contains("\"token\":\"" + found.token() + "\"")
                .contains("\"report\":\"");
        Result replayed =
                run(
                        "replay",
                        found.token(),
                        "-cp",
                        programs.toString(),
                        name(Commands.Racy.class),
                        "a",
                        "b");
        assertThat(replayed.exit()).as(replayed.toString()).isEqualTo(Main.FAILED);
        assertThat(replayed.out()).containsOnlyOnce("counting for 2").contains("counted to 1");
        assertThat(replayed.lastLine())
                .startsWith("{\"command\":\"replay\"")
                .contains("\"schedules\":1,")
                .contains("\"found\":true");
    }

    @Test
    void aCorrectProgramPasses() {
        Result result = explore(Commands.Correct.class);
        assertThat(result.exit()).as(result.toString()).isEqualTo(Main.PASSED);
        assertThat(result.out()).contains("1,000 schedules, none failed");
        assertThat(result.lastLine()).contains("\"schedules\":1000,").contains("\"found\":false}");
    }

    @Test
    void anExceptionOfAnotherThreadIsAFailure() {
        Result result = explore(Commands.ThrowsElsewhere.class);
        assertThat(result.exit()).as(result.toString()).isEqualTo(Main.FAILED);
        assertThat(result.out()).contains("elsewhere\n    in thread 'Thread-0'\n");
    }

    @Test
    void aDeadlockIsAFailure() {
        Result result = explore(Commands.Deadlocks.class);
        assertThat(result.exit()).as(result.toString()).isEqualTo(Main.FAILED);
        assertThat(result.lastLine()).contains("\"kind\":\"DEADLOCK\"");
    }

    @Test
    void onlySomeExitsAreFailures() {
        assertThat(explore(Commands.Exits.class, "0").exit()).isEqualTo(Main.PASSED);
        Result result = explore(Commands.Exits.class, "3");
        assertThat(result.exit()).as(result.toString()).isEqualTo(Main.FAILED);
        assertThat(result.out()).contains("exit(3)");
    }

    @Test
    void whoeverWaitsForEverIsAFailureUnlessThatIsAllowed() {
        Result result = explore(Commands.Leaks.class);
        assertThat(result.exit()).as(result.toString()).isEqualTo(Main.FAILED);
        assertThat(result.lastLine()).contains("\"kind\":\"LEAK\"");
        Result allowed =
                run(
                        "explore",
                        "--allow-leaks",
                        "--seconds",
                        "0.2",
                        "-cp",
                        programs.toString(),
                        name(Commands.Leaks.class));
        assertThat(allowed.exit()).as(allowed.toString()).isEqualTo(Main.PASSED);
    }

    @Test
    void aTokenOfAnotherProgramDoesNotPass() {
        Result found = explore(Commands.Racy.class);
        Result replayed =
                run(
                        "replay",
                        found.token(),
                        "-cp",
                        programs.toString(),
                        name(Commands.Deadlocks.class));
        assertThat(replayed.exit()).as(replayed.toString()).isEqualTo(Main.UNABLE);
        assertThat(replayed.err()).contains("does not take the course any more");
        assertThat(replayed.lastLine())
                .startsWith("{\"command\":\"replay\",\"error\":\"The program does not take")
                .endsWith("\"exit\":3}");
    }

    // --- what is not understood: no process is needed for that
    // ------------------------------------

    private static String refused(String... arguments) {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        int exit = Main.run(arguments, new java.io.PrintStream(out), new java.io.PrintStream(err));
        assertThat(exit).isEqualTo(Main.USAGE);
        String message = err.toString(StandardCharsets.UTF_8).lines().findFirst().orElseThrow();
        boolean isKnown =
                arguments.length > 0 && List.of("explore", "replay").contains(arguments[0]);
        assertThat(out.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo(
                        new Json()
                                .with("command", isKnown ? arguments[0] : null)
                                .with("error", message)
                                .with("exit", Main.USAGE)
                                .toString());
        return message;
    }

    @Test
    void whatIsWrongIsSaid() {
        String path = programs.toString();
        String main = name(Commands.Correct.class);
        assertThat(refused()).contains("explore or replay");
        assertThat(refused("test")).contains("no command 'test'");
        assertThat(refused("explore", "-cp", path)).contains("main class is missing");
        assertThat(refused("explore", main)).contains("-cp PATH");
        assertThat(refused("explore", "-cp")).contains("After -cp");
        assertThat(refused("explore", "-cp", "nowhere", main)).contains("no nowhere");
        assertThat(refused("explore", "-cp", path + File.separator + "*", main)).contains("star");
        assertThat(refused("explore", "-cp", path, "no.Such"))
                .contains("no class no.Such in " + path);
        assertThat(refused("explore", "-cp", path, name(Commands.NoMain.class)))
                .contains("no main method");
        assertThat(refused("explore", "--fast", "-cp", path, main)).contains("no option '--fast'");
        assertThat(refused("explore", "--schedules", "many", "-cp", path, main))
                .contains("comes a number, not 'many'");
        assertThat(refused("explore", "--schedules", "0", "-cp", path, main))
                .contains("from 1 to 1,000,000,000");
        assertThat(refused("explore", "--seconds", "-1", "-cp", path, main)).contains("positive");
        assertThat(refused("explore", "--strategy", "best", "-cp", path, main))
                .contains("no strategy 'best'");
        assertThat(refused("explore", "--instrument", "org.acme", "-cp", path, main))
                .contains("org.acme");
        assertThat(refused("explore", "--races", "maybe", "-cp", path, main))
                .isEqualTo("After --races comes report, fail or off, not 'maybe'.");
        assertThat(refused("explore", "--allow-races", "a b", "-cp", path, main)).contains("'a b'");
        assertThat(refused("explore", "--json", "\0", "-cp", path, main))
                .contains("can not be the name of a file");
        assertThat(refused("replay")).contains("token");
        assertThat(refused("replay", "-cp", path, main)).contains("token");
        assertThat(refused("replay", "heddle1-x", "--seed", "1", "-cp", path, main))
                .contains("of replay");
    }

    @Test
    void aTokenThatCanNotBeReadIsNoUse() {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        String[] line = {
            "replay", "heddle1-x", "-cp", programs.toString(), name(Commands.Correct.class)
        };
        assertThat(Main.run(line, new java.io.PrintStream(out), new java.io.PrintStream(err)))
                .isEqualTo(Main.UNABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("damaged or incomplete");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"command\":\"replay\",\"error\":\"The token")
                .endsWith(",\"exit\":3}" + System.lineSeparator());
    }

    @Test
    void aTimelineThatCanNotBeWrittenIsSaid() {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        String[] line = {
            "explore",
            "--html",
            folder.toString(),
            "-cp",
            programs.toString(),
            name(Commands.Racy.class)
        };
        assertThat(Main.run(line, new java.io.PrintStream(out), new java.io.PrintStream(err)))
                .isEqualTo(Main.UNABLE);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("The timeline can not be written to " + folder);
    }

    @Test
    void aFileThatCanNotBeWrittenIsSaid() {
        var out = new java.io.ByteArrayOutputStream();
        var err = new java.io.ByteArrayOutputStream();
        String[] line = {
            "explore",
            "--schedules",
            "1",
            "--json",
            folder.resolve("no/such/folder.json").toString(),
            "-cp",
            programs.toString(),
            name(Commands.Correct.class)
        };
        assertThat(Main.run(line, new java.io.PrintStream(out), new java.io.PrintStream(err)))
                .isEqualTo(Main.UNABLE);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("can not be written");
        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().getLast())
                .contains("\"error\":\"The file ");
    }

    // --- what else is looked for ----------------------------------------------------------------

    private static Result explored(Class<?> program, String... options) {
        List<String> all = new ArrayList<>(List.of("explore"));
        all.addAll(List.of(options));
        all.addAll(List.of("-cp", programs.toString(), name(program)));
        var out = new java.io.ByteArrayOutputStream();
        int exit = Main.run(all.toArray(String[]::new), new java.io.PrintStream(out), System.err);
        return new Result(exit, out.toString(StandardCharsets.UTF_8), "");
    }

    @Test
    void racesFailIfAskedAndReplayUnderTheSameSetting() {
        assertThat(explored(Commands.RacyAndFine.class, "--schedules", "20").exit())
                .isEqualTo(Main.PASSED);
        Result found = explored(Commands.RacyAndFine.class, "--races", "fail");
        assertThat(found.exit()).as(found.out()).isEqualTo(Main.FAILED);
        String replay =
                "java -jar heddle-scheduler.jar replay %s --races fail -cp %s '%s'"
                        .formatted(found.token(), programs, name(Commands.RacyAndFine.class));
        assertThat(found.out())
                .contains("Replay it: " + replay)
                .containsOnlyOnce("Replay it: ")
                .doesNotContain("@Replay", "Heddle.replay");
        String[] words = replay.replace("'", "").split(" ");
        var out = new java.io.ByteArrayOutputStream();
        int exit =
                Main.run(
                        java.util.Arrays.copyOfRange(words, 3, words.length),
                        new java.io.PrintStream(out),
                        System.err);
        assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(Main.FAILED);
        String field = Commands.RacyAndFine.class.getName() + ".hits";
        assertThat(
                        explored(
                                        Commands.RacyAndFine.class,
                                        "--races",
                                        "fail",
                                        "--allow-races",
                                        field,
                                        "--schedules",
                                        "20")
                                .exit())
                .isEqualTo(Main.PASSED);
    }

    @Test
    void locksPoolsAndExceptionsFailIfAsked() {
        for (String option : List.of("--lock-orders", "--leaks", "--swallowed")) {
            Result usual = explored(Commands.Careless.class, "--schedules", "20");
            assertThat(usual.exit()).as(usual.out()).isEqualTo(Main.PASSED);
            Result found = explored(Commands.Careless.class, option, "fail", "--schedules", "20");
            assertThat(found.exit()).as(option + found.out()).isEqualTo(Main.FAILED);
            assertThat(found.out()).contains(" " + option + " fail -cp ");
            Result off = explored(Commands.Careless.class, option, "off", "--schedules", "20");
            assertThat(off.exit()).as(off.out()).isEqualTo(Main.PASSED);
        }
    }

    @Test
    void whatIsInsideOfTheJdkIsInterleavedIfAsked() {
        Result usual = explored(Commands.Grows.class, "--schedules", "200");
        assertThat(usual.exit()).as(usual.out()).isEqualTo(Main.PASSED);
        Result found = explored(Commands.Grows.class, "--instrument", "java.util");
        assertThat(found.exit()).as(found.out()).isEqualTo(Main.FAILED);
        assertThat(found.out()).contains("grown to 1", " --instrument java.util -cp ");
    }

    @Test
    void limitsAndOutputAreAsAsked() {
        Result spins = explored(Commands.Spins.class, "--step-limit", "2000");
        assertThat(spins.exit()).as(spins.out()).isEqualTo(Main.FAILED);
        assertThat(spins.lastLine()).contains("\"kind\":\"STEP_LIMIT\"");
        Result shown =
                run(
                        "explore",
                        "--schedules",
                        "3",
                        "--output",
                        "-cp",
                        programs.toString(),
                        name(Commands.Correct.class));
        assertThat(shown.out().lines().filter("counting"::equals)).hasSizeGreaterThanOrEqualTo(3);
        Result asFound = explored(Commands.Racy.class, "--shrink", "0", "--strategy", "random");
        assertThat(asFound.out()).contains("strategy random").doesNotContain("Shrunk in");
        assertThat(asFound.lastLine()).doesNotContain("\"preemptions\"", "\"foundToken\"");
    }

    /** So what was found once is found at once. */
    @Test
    void constraintsOfAFailureAreTriedFirst() throws IOException {
        Path file = folder.resolve("found.json");
        explored(Commands.Racy.class, "--json", file.toString());
        Map<?, ?> report = (Map<?, ?>) ParsedJson.of(Files.readString(file));
        Map<?, ?> details = (Map<?, ?>) report.get("details");
        Map<?, ?> failure = (Map<?, ?>) details.get("failure");
        Path constraints = folder.resolve("found.constraints");
        Files.writeString(constraints, (String) failure.get("constraints"));
        Result again =
                explored(
                        Commands.Racy.class,
                        "--constraints",
                        constraints.toString(),
                        "--strategy",
                        "fifo");
        assertThat(again.lastLine()).contains("\"found\":true", "\"schedule\":1,");
        Result without = explored(Commands.Racy.class, "--strategy", "fifo");
        assertThat(without.lastLine()).contains("\"found\":false");
    }

    @Test
    void theLineThatReplaysIsOneForAShell() {
        Options options =
                Options.parse(
                        new String[] {
                            "explore",
                            "--allow-leaks",
                            "--instrument",
                            "java.util",
                            "-cp",
                            programs.toString(),
                            "Main$1",
                            "it's",
                            "a b",
                            "c"
                        });
        assertThat(options.replayLine("heddle1-x"))
                .isEqualTo(
                        "java -jar heddle-scheduler.jar replay heddle1-x --instrument java.util"
                                + " --allow-leaks -cp "
                                + programs
                                + " 'Main$1' 'it'\\''s' 'a b' c");
    }

    @Test
    void helpIsThere() {
        for (String[] line :
                new String[][] {
                    {"--help"}, {"explore", "--help"}, {"replay", "--help"}, {"help"}
                }) {
            var out = new java.io.ByteArrayOutputStream();
            assertThat(Main.run(line, new java.io.PrintStream(out), System.err)).isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(Options.HELP);
        }
    }

    @Test
    void textsAreQuoted() {
        assertThat(new Json().with("a", "\"x\"\n\\\t\u0001é").with("b", (String) null).toString())
                .isEqualTo("{\"a\":\"\\\"x\\\"\\n\\\\\\t\\u0001\\u00e9\",\"b\":null}");
    }
}
