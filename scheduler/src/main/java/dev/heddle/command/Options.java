package dev.heddle.command;

import dev.heddle.Check;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a command line asks for. */
final class Options {

    static final String HELP =
            """
            Runs a program with a main method under many interleavings of its threads.

              java -jar heddle-scheduler.jar explore [options] -cp PATH MainClass [arguments]
              java -jar heddle-scheduler.jar replay TOKEN [options] -cp PATH MainClass [arguments]

            The program fails if an exception leaves any of its threads, if it comes to a deadlock,
            if it leaves threads behind that wait for ever, or if it calls System.exit with another
            number than 0. Each schedule has static fields of its own.

            Options of explore and replay:
              -cp PATH             where the program's classes are, as for java
              --instrument PREFIX  lets threads be preempted inside this package of the JDK too
              --step-limit N       a run with more scheduling points does not end (1,000,000)
              --allow-leaks        lets threads be left behind that wait for ever
              --races CHECK        what is done about data races: report (as usual), fail or off
              --allow-races NAME   takes no notice of the races of a field, a method or a class
              --lock-orders CHECK  the same about locks that are taken in different orders
              --leaks CHECK        the same about pools that are not shut down, and the like
              --swallowed CHECK    the same about exceptions in futures that nobody looks at
              --output             shows what the program prints (replay always does)
              --json FILE          writes the last line, with the whole report in it, to a file
              --html FILE          if a schedule fails, writes its timeline there, for a browser

            Options of explore:
              --schedules N        how many schedules are run if none fails (1,000, or as many as
                                   can be in the time that --seconds gives)
              --seconds S          how long schedules are tried at the most
              --strategy NAME      how schedules are made
              --seed S             the number everything random comes from (1)
              --shrink N           how many runs it may take to make a schedule that failed smaller
              --constraints FILE   tries schedules first in which these hold: what the message of
                                   an earlier failure had

            The last line is one JSON object: what was run, and what was found, or the error for
            which nothing was. The exit code is
              0  if no schedule failed
              1  if one did
              2  if the command line is wrong, or the program can not be started
              3  if a token does not fit the program, or Heddle can not work here
            """;

    /** What is to be done. */
    enum Command {
        EXPLORE,
        REPLAY,
        HELP
    }

    private Command command = Command.HELP;
    private String token = "";
    private @Nullable Integer schedules;
    private @Nullable Duration time;
    private @Nullable String strategy;
    private @Nullable Long seed;
    private @Nullable Integer shrink;
    private @Nullable Long stepLimit;
    private @Nullable Path json;
    private @Nullable Path html;
    private final List<String> constraints = new ArrayList<>();
    private final List<String> instrument = new ArrayList<>();
    private final List<String> allowedRaces = new ArrayList<>();

    /** What is done about what, by the names of options. */
    private final Map<String, Check> checks = new LinkedHashMap<>();

    private boolean allowLeaks;
    private boolean output;
    private List<Path> path = List.of();
    private String mainClass = "";
    private List<String> arguments = List.of();

    private Options() {}

    /**
     * Reads a command line.
     *
     * @throws UsageException if it can not be understood
     */
    static Options parse(String[] line) {
        Options options = new Options();
        Iterator<String> words = List.of(line).iterator();
        if (!words.hasNext()) {
            throw new UsageException("Say what is to be done: explore or replay.");
        }
        String first = words.next();
        switch (first) {
            case "explore" -> options.command = Command.EXPLORE;
            case "replay" -> {
                options.command = Command.REPLAY;
                options.token = words.hasNext() ? words.next() : "";
                if (!options.token.startsWith("heddle") && !options.token.equals("--help")) {
                    throw new UsageException(
                            "After replay comes the token of a failure: heddle1-...");
                }
                if (options.token.equals("--help")) {
                    options.command = Command.HELP;
                    return options;
                }
            }
            case "--help", "-h", "help" -> {
                return options;
            }
            default ->
                    throw new UsageException(
                            "There is no command '%s', only explore and replay.".formatted(first));
        }
        options.read(words);
        return options;
    }

    private void read(Iterator<String> words) {
        while (words.hasNext()) {
            String word = words.next();
            if (!word.startsWith("-")) {
                mainClass = word;
                List<String> rest = new ArrayList<>();
                words.forEachRemaining(rest::add);
                arguments = List.copyOf(rest);
                break;
            }
            if (word.equals("--help") || word.equals("-h")) {
                command = Command.HELP;
                return;
            }
            option(word, words);
        }
        if (mainClass.isEmpty()) {
            throw new UsageException("The name of the program's main class is missing.");
        }
        if (path.isEmpty()) {
            throw new UsageException(
                    "Say where the program's classes are: -cp PATH before the main class.");
        }
    }

    private void option(String word, Iterator<String> words) {
        switch (word) {
            case "-cp", "-classpath", "--class-path" -> path = path(value(word, words));
            case "--instrument" -> instrument.add(value(word, words));
            case "--races", "--lock-orders", "--leaks", "--swallowed" ->
                    checks.put(word, check(word, words));
            case "--allow-races" -> allowedRaces.add(value(word, words));
            case "--step-limit" -> stepLimit = number(word, words, 1, Long.MAX_VALUE);
            case "--allow-leaks" -> allowLeaks = true;
            case "--output" -> output = true;
            case "--json" -> json = file(value(word, words));
            case "--html" -> html = file(value(word, words));
            default -> {
                if (command == Command.REPLAY) {
                    throw new UsageException("There is no option '" + word + "' of replay.");
                }
                exploreOption(word, words);
            }
        }
    }

    private void exploreOption(String word, Iterator<String> words) {
        switch (word) {
            case "--schedules" -> schedules = (int) number(word, words, 1, 1_000_000_000);
            case "--seconds" -> time = seconds(word, words);
            case "--strategy" -> strategy = value(word, words);
            case "--seed" -> seed = number(word, words, Long.MIN_VALUE, Long.MAX_VALUE);
            case "--shrink" -> shrink = (int) number(word, words, 0, 1_000_000_000);
            case "--constraints" -> constraints.add(text(file(value(word, words))));
            default -> throw new UsageException("There is no option '" + word + "' of explore.");
        }
    }

    private static Path file(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UsageException("'%s' can not be the name of a file.".formatted(name));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UsageException("The constraints can not be read: there is no file " + file);
        }
    }

    private static Check check(String option, Iterator<String> words) {
        String text = value(option, words);
        for (Check check : Check.values()) {
            if (text.equals(check.name().toLowerCase(Locale.ROOT))) {
                return check;
            }
        }
        throw new UsageException(
                "After %s comes report, fail or off, not '%s'.".formatted(option, text));
    }

    private static String value(String option, Iterator<String> words) {
        if (!words.hasNext()) {
            throw new UsageException("After " + option + " something is missing.");
        }
        return words.next();
    }

    private static long number(String option, Iterator<String> words, long least, long most) {
        String text = value(option, words);
        try {
            long number = Long.parseLong(text.replace("_", "").replace(",", ""));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new UsageException("After %s comes a number, not '%s'.".formatted(option, text));
        }
        throw new UsageException(
                "The number after %s must be from %,d to %,d, but is %s."
                        .formatted(option, least, most, text));
    }

    private static Duration seconds(String option, Iterator<String> words) {
        String text = value(option, words);
        try {
            double seconds = Double.parseDouble(text);
            if (seconds > 0 && seconds < 1e9) {
                return Duration.ofNanos((long) (seconds * 1e9));
            }
        } catch (NumberFormatException e) {
            throw new UsageException("After %s comes a number, not '%s'.".formatted(option, text));
        }
        throw new UsageException(
                "The number of seconds must be positive, but is %s.".formatted(text));
    }

    private static List<Path> path(String text) {
        List<Path> all = new ArrayList<>();
        for (String entry : text.split(File.pathSeparator, -1)) {
            if (entry.endsWith("*")) {
                throw new UsageException(
                        "The class path can not have a star in it; name each jar: " + entry);
            }
            Path place = file(entry.isEmpty() ? "." : entry);
            if (!Files.exists(place)) {
                throw new UsageException("There is no " + place + ", which -cp names.");
            }
            all.add(place);
        }
        return List.copyOf(all);
    }

    Command command() {
        return command;
    }

    String token() {
        return token;
    }

    @Nullable Integer schedules() {
        return schedules;
    }

    @Nullable Duration time() {
        return time;
    }

    @Nullable String strategy() {
        return strategy;
    }

    @Nullable Long seed() {
        return seed;
    }

    @Nullable Integer shrink() {
        return shrink;
    }

    @Nullable Long stepLimit() {
        return stepLimit;
    }

    @Nullable Path json() {
        return json;
    }

    @Nullable Path html() {
        return html;
    }

    String[] constraints() {
        return constraints.toArray(String[]::new);
    }

    String[] instrument() {
        return instrument.toArray(String[]::new);
    }

    String[] allowedRaces() {
        return allowedRaces.toArray(String[]::new);
    }

    /** What is done about what, by the names of options. */
    Map<String, Check> checks() {
        return checks;
    }

    boolean allowLeaks() {
        return allowLeaks;
    }

    /** What replays a schedule of this program, as it is typed. */
    String replayLine(String token) {
        List<String> words = new ArrayList<>(List.of("replay", token));
        instrument.forEach(name -> words.addAll(List.of("--instrument", name)));
        checks.forEach(
                (option, check) ->
                        words.addAll(List.of(option, check.name().toLowerCase(Locale.ROOT))));
        allowedRaces.forEach(name -> words.addAll(List.of("--allow-races", name)));
        if (allowLeaks) {
            words.add("--allow-leaks");
        }
        words.add("-cp");
        words.add(String.join(File.pathSeparator, path.stream().map(Path::toString).toList()));
        words.add(mainClass);
        words.addAll(arguments);
        StringBuilder line = new StringBuilder("java -jar heddle-scheduler.jar");
        words.forEach(word -> line.append(' ').append(quoted(word)));
        return line.toString();
    }

    /** As a shell takes it for one word. */
    private static String quoted(String word) {
        return word.matches("[\\w./:;,=@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Whether what the program prints is shown. */
    boolean output() {
        return output || command == Command.REPLAY;
    }

    List<Path> path() {
        return path;
    }

    String mainClass() {
        return mainClass;
    }

    List<String> arguments() {
        return arguments;
    }
}
