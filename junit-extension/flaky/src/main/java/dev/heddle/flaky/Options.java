package dev.heddle.flaky;

import dev.heddle.Heddle;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the command line says. */
final class Options {

    static final String HELP =
            """
            Finds out which tests are flaky, why, and how to reproduce each.

              java -cp HEDDLE dev.heddle.flaky.Main --classpath PATH [options]
              java -cp HEDDLE dev.heddle.flaky.Main replay CODE --classpath PATH
              java -cp HEDDLE dev.heddle.flaky.Main merge REPORT.json ... [options]

              --classpath PATH        the tests, what they test and all they need, engines included;
                                      @FILE names a file that has it
              --tests PATH            where the tests are (the directories of the class path)
              --fresh PATH            whose classes are loaded anew for each run (the same)
              --names REGEX           names of test classes (as Surefire has them)
              --only REGEX            examine only tests whose class.method has this in it
              --seconds S             how long all of it may take (300)
              --schedules N           in how many ways each source is varied (100)
              --slow-millis MS        how slow the machine may be at the wrong moment (250)
              --run-seconds S         how long one run may take (10)
              --workers N             how many JVMs (one for each processor, at most 8)
              --seed S                the number everything random comes from (1)
              --now INSTANT           the day the tests live in (today)
              --zone ZONE             their time zone (this machine's)
              --order yes|no          whether orders of tests are tried (yes)
              --java FILE             the java command of a JDK 25 (the one that runs this)
              --jvm OPTION            an option for the JVMs of tests; can be given more than once
              --out DIR               where reports go (target/heddle-flaky)
              --fail-on new|any|none  which flaky tests make this fail (any)
              --baseline FILE         an earlier report.json: what is flaky there is not new
              --suspects DIR          reports of Surefire: what was flaky or failed there comes first
              --replay-command TEXT   what reports shall say before a code to replay
              --shard I/N             only this part of the tests, the first being 0
              --help                  shows this
            """;

    /** What Surefire takes for tests, as a pattern of class names, nested classes included. */
    static final String USUAL_NAMES = "^(.+[.$])?(Test[^.$]*|[^.$]*Tests?|[^.$]*TestCase)(\\$.*)?$";

    private static final String LAUNCHER = "org.junit.platform.launcher.Launcher";

    /** Which flaky tests make the command fail. */
    enum FailOn {
        NEW,
        ANY,
        NONE
    }

    /** What is done. */
    enum Task {
        FIND,
        REPLAY,
        MERGE
    }

    private final PrintStream out;
    private Task task = Task.FIND;
    private final List<String> rest = new ArrayList<>();
    private String classPath = "";
    private List<Path> tests = List.of();
    private List<Path> fresh = List.of();
    private String names = USUAL_NAMES;
    private String only = "";
    private Duration time = Duration.ofMinutes(5);
    private int schedules = 100;
    private long slackMillis = 250;
    private long runMillis = 10_000;
    private int workers = Math.max(1, Math.min(8, Runtime.getRuntime().availableProcessors()));
    private long seed = 1;
    private Instant now = Instant.now();
    private String zone = ZoneId.systemDefault().getId();
    private boolean order = true;
    private String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private final List<String> jvmOptions = new ArrayList<>();
    private Path report = Path.of("target", "heddle-flaky");
    private FailOn failOn = FailOn.ANY;
    private Optional<Path> baseline = Optional.empty();
    private final List<Path> suspects = new ArrayList<>();
    private String shard = "";
    private String replayCommand = "";
    private boolean help;

    private Options(PrintStream out) {
        this.out = out;
    }

    /**
     * Reads a command line.
     *
     * @throws UsageException if something is wrong with it
     */
    static Options parse(String[] arguments, PrintStream out) {
        Options options = new Options(out);
        int first = 0;
        if (arguments.length > 0 && !arguments[0].startsWith("--")) {
            options.task =
                    switch (arguments[0]) {
                        case "find" -> Task.FIND;
                        case "replay" -> Task.REPLAY;
                        case "merge" -> Task.MERGE;
                        default ->
                                throw new UsageException(
                                        "There is no command '%s': there are find, replay and merge."
                                                .formatted(arguments[0]));
                    };
            first = 1;
        }
        for (int i = first; i < arguments.length; i++) {
            String name = arguments[i];
            if (name.equals("--help")) {
                options.help = true;
            } else if (!name.startsWith("--")) {
                options.rest.add(name);
            } else if (i + 1 == arguments.length) {
                throw new UsageException("The option " + name + " needs a value after it.");
            } else {
                options.set(name, arguments[++i]);
            }
        }
        if (!options.help) {
            options.check();
        }
        return options;
    }

    private void set(String name, String value) {
        switch (name) {
            case "--classpath", "-cp" -> classPath = classPath(value);
            case "--tests" -> tests = directories(name, value);
            case "--fresh" -> fresh = directories(name, value);
            case "--names" -> names = pattern(name, value);
            case "--only" -> only = pattern(name, value);
            case "--seconds" -> time = seconds(name, value);
            case "--schedules" -> schedules = (int) number(name, value, 1, 1_000_000);
            case "--slow-millis" -> slackMillis = number(name, value, 0, 86_400_000);
            case "--run-seconds" -> runMillis = seconds(name, value).toMillis();
            case "--workers" -> workers = (int) number(name, value, 1, 256);
            case "--seed" -> seed = number(name, value, Long.MIN_VALUE, Long.MAX_VALUE);
            case "--now" -> now = instant(value);
            case "--zone" -> zone = zone(value);
            case "--order" -> order = yes(name, value);
            case "--java" -> java = value;
            case "--jvm" -> jvmOptions.add(value);
            case "--out" -> report = Path.of(value);
            case "--fail-on" -> failOn = failOn(value);
            case "--baseline" -> baseline = Optional.of(Path.of(value));
            case "--suspects" -> suspects.add(Path.of(value));
            case "--shard" -> shard = value;
            case "--replay-command" ->
                    replayCommand = value.endsWith("=") ? value : value.strip() + " ";
            default ->
                    throw new UsageException(
                            "There is no option %s; --help shows those there are.".formatted(name));
        }
    }

    private void check() {
        if (task == Task.MERGE) {
            if (rest.isEmpty()) {
                throw new UsageException(
                        "Name the files to merge: merge a/report.json b/report.json");
            }
            return;
        }
        if (task == Task.REPLAY ? rest.size() != 1 : !rest.isEmpty()) {
            throw new UsageException(
                    task == Task.REPLAY
                            ? "Give one code to replay, as it stands in the report: replay"
                                    + " flaky1-..."
                            : "'%s' is no option; --help shows those there are."
                                    .formatted(rest.get(0)));
        }
        if (classPath.isEmpty()) {
            throw new UsageException(
                    "Give the class path of the tests: --classpath build/classes:lib/junit.jar");
        }
        List<Path> places =
                Arrays.stream(classPath.split(File.pathSeparator)).map(Path::of).toList();
        List<Path> found = places.stream().filter(Files::isDirectory).toList();
        tests = tests.isEmpty() ? found : tests;
        fresh = fresh.isEmpty() ? found : fresh;
        if (tests.isEmpty()) {
            throw new UsageException(
                    "There is no directory in the class path in which tests could be: "
                            + classPath);
        }
    }

    // --- values

    private static String classPath(String value) {
        if (!value.startsWith("@")) {
            return value;
        }
        try {
            return Files.readString(Path.of(value.substring(1))).strip();
        } catch (IOException e) {
            throw new UsageException(
                    "--classpath names a file that can not be read: %s. Without the @ it is the class path itself."
                            .formatted(value.substring(1)));
        }
    }

    private static List<Path> directories(String name, String value) {
        List<Path> all = Arrays.stream(value.split(File.pathSeparator)).map(Path::of).toList();
        for (Path path : all) {
            if (!Files.isDirectory(path)) {
                throw new UsageException(
                        "%s names '%s', which is no directory.".formatted(name, path));
            }
        }
        return all;
    }

    private static String pattern(String name, String value) {
        try {
            return Pattern.compile(value).pattern();
        } catch (PatternSyntaxException e) {
            throw new UsageException(
                    "%s needs a regular expression, and '%s' is none: %s."
                            .formatted(name, value, e.getDescription()));
        }
    }

    private static long number(String name, String value, long least, long most) {
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // It is refused below, with what would be right.
        }
        throw new UsageException(
                "%s needs a number from %,d to %,d, not '%s'.".formatted(name, least, most, value));
    }

    private static Duration seconds(String name, String value) {
        try {
            double seconds = Double.parseDouble(value);
            if (seconds > 0 && seconds < 1e7) {
                return Duration.ofMillis(Math.max(1, Math.round(seconds * 1000)));
            }
        } catch (NumberFormatException e) {
            // It is refused below, with what would be right.
        }
        throw new UsageException(
                "%s needs a number of seconds above 0, not '%s'.".formatted(name, value));
    }

    private static Instant instant(String value) {
        try {
            return Instant.parse(value);
        } catch (DateTimeException e) {
            throw new UsageException(
                    "--now needs a moment such as 2026-03-29T00:59:59Z, not '%s'."
                            .formatted(value));
        }
    }

    private static String zone(String value) {
        try {
            return ZoneId.of(value).getId();
        } catch (DateTimeException e) {
            throw new UsageException(
                    "--zone needs a time zone such as Europe/Berlin, not '%s'.".formatted(value));
        }
    }

    private static boolean yes(String name, String value) {
        return switch (value) {
            case "yes", "true" -> true;
            case "no", "false" -> false;
            default ->
                    throw new UsageException("%s is yes or no, not '%s'.".formatted(name, value));
        };
    }

    private static FailOn failOn(String value) {
        try {
            return FailOn.valueOf(value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--fail-on is new, any or none, not '%s'.".formatted(value));
        }
    }

    // --- what was said

    PrintStream out() {
        return out;
    }

    Task task() {
        return task;
    }

    boolean help() {
        return help;
    }

    /** What is no option: a code, or files. */
    List<String> rest() {
        return rest;
    }

    List<Path> tests() {
        return tests;
    }

    List<Path> fresh() {
        return fresh;
    }

    String names() {
        return names;
    }

    String only() {
        return only;
    }

    Duration time() {
        return time;
    }

    int schedules() {
        return schedules;
    }

    long slackMillis() {
        return slackMillis;
    }

    long runMillis() {
        return runMillis;
    }

    int workers() {
        return workers;
    }

    long seed() {
        return seed;
    }

    Instant now() {
        return now;
    }

    String zone() {
        return zone;
    }

    boolean order() {
        return order;
    }

    String java() {
        return java;
    }

    List<String> jvmOptions() {
        return jvmOptions;
    }

    Path report() {
        return report;
    }

    FailOn failOn() {
        return failOn;
    }

    Optional<Path> baseline() {
        return baseline;
    }

    List<Path> suspects() {
        return suspects;
    }

    String shard() {
        return shard;
    }

    /**
     * What to type before a code, in the directory in which this was typed. Where reports are
     * merged, nobody has said what the class path is.
     */
    String replayCommand() {
        if (!replayCommand.isEmpty()) {
            return replayCommand;
        }
        return task == Task.MERGE
                ? "java -cp HEDDLE dev.heddle.flaky.Main replay --classpath PATH "
                : word(java) + " " + word("@" + replayFile()) + " ";
    }

    /** Whether a replay takes its arguments from a file, which must be written then. */
    boolean writesReplayFile() {
        return replayCommand.isEmpty() && task == Task.FIND;
    }

    /** Where the arguments of a replay are. */
    Path replayFile() {
        return report.resolve("replay");
    }

    /** All that a replay must be told, but for the code. */
    List<String> replayArguments() {
        List<String> all = new ArrayList<>();
        String own = System.getProperty("java.class.path", "");
        all.addAll(List.of("-cp", joined(paths(own)), Main.class.getName()));
        all.addAll(List.of("replay", "--classpath", joined(paths(classPath))));
        all.addAll(List.of("--tests", joined(tests), "--fresh", joined(fresh)));
        all.addAll(List.of("--java", java, "--out", report.toString()));
        all.addAll(List.of("--run-seconds", String.valueOf(runMillis / 1000.0)));
        jvmOptions.forEach(option -> all.addAll(List.of("--jvm", option)));
        return List.copyOf(all);
    }

    private static List<Path> paths(String path) {
        return Arrays.stream(path.split(File.pathSeparator)).map(Path::of).toList();
    }

    /** As they are known in any directory. */
    private static String joined(List<Path> paths) {
        return String.join(
                File.pathSeparator,
                paths.stream().map(path -> path.toAbsolutePath().toString()).toList());
    }

    /** As one word for a shell. */
    private static String word(String text) {
        return text.indexOf(' ') < 0 ? text : '"' + text + '"';
    }

    File directory() {
        return new File("").getAbsoluteFile();
    }

    // --- the JVMs of tests

    /**
     * The class path of the tests, with Heddle's own classes before it, and after it the launcher
     * that this JVM has, for projects that have none of their own.
     */
    String workerPath() {
        String path =
                String.join(
                        File.pathSeparator, place(Options.class), place(Heddle.class), classPath);
        try {
            return path
                    + File.pathSeparator
                    + place(Class.forName(LAUNCHER, false, Options.class.getClassLoader()));
        } catch (ClassNotFoundException e) {
            return path; // Then the project must have one; the worker says so if it has not.
        }
    }

    /** The jar to name as an agent; without one, Heddle attaches itself. */
    Optional<String> agent() {
        String place = place(Heddle.class);
        return place.endsWith(".jar") ? Optional.of(place) : Optional.empty();
    }

    /** Where a class comes from. */
    static String place(Class<?> type) {
        try {
            URI place = type.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("A class comes from no file: " + type, e);
        }
    }
}
