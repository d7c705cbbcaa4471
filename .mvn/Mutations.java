import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adds up what PIT has written, and fails below a threshold. PIT's own sums count a change that
 * could not be tried ({@code RUN_ERROR}) as one that was noticed; here it counts as one that was
 * not. Where only some of the changes of a class were tried ({@code changes.txt} beside the report
 * says how many there are), they stand for all of them. Arguments: the folder with the reports, and
 * the least share of changes, in percent, that tests must notice in every package. The build runs
 * it after {@code Mutate.java}: see {@code -Ppit} in {@code scheduler/pom.xml}.
 */
public final class Mutations {

    private static final Pattern MUTATION =
            Pattern.compile(
                    "(?s)<mutation [^>]*status='(\\w+)'.*?<mutatedClass>([^<]*)<.*?"
                            + "<mutatedMethod>(.*?)</mutatedMethod>.*?<lineNumber>(\\d+)<.*?"
                            + "<description>(.*?)</description>");

    /** What PIT calls a change that was noticed. */
    private static final Set<String> NOTICED = Set.of("KILLED", "TIMED_OUT", "MEMORY_ERROR");

    /** What became of the changes of a class that were tried, and of how many they are a sample. */
    private static final class Count {
        int all;
        int noticed;
        int late;
        int survived;
        int unreached;
        int untried;

        /** How many of all would be noticed, if those that were tried stand for them. */
        double expected;

        int tried() {
            return noticed + survived + unreached + untried;
        }

        /** Whether there is one more of what PIT calls by this name. */
        void add(String status) {
            switch (status) {
                case "KILLED", "MEMORY_ERROR" -> noticed++;
                case "TIMED_OUT" -> {
                    noticed++;
                    late++;
                }
                case "SURVIVED" -> survived++;
                case "NO_COVERAGE" -> unreached++;
                default -> untried++;
            }
        }

        void add(Count other) {
            all += other.all;
            noticed += other.noticed;
            late += other.late;
            survived += other.survived;
            unreached += other.unreached;
            untried += other.untried;
            expected += other.expected;
        }

        double share() {
            return 100 * expected / all;
        }

        /**
         * Half of the interval around the share in which that of all changes is, 19 of 20 times.
         */
        double uncertainty() {
            // Four more, half of them noticed: else a few that all were would leave no doubt.
            double tried = tried() + 4;
            double share = (share() / 100 * tried() + 2) / tried;
            return 196 * Math.sqrt(share * (1 - share) / tried * (1 - (double) tried() / all));
        }

        String row(String name, String share) {
            return "| %s | %d | %d | %d | %d | %d | %d | %d | %s |"
                    .formatted(
                            name, all, tried(), noticed, late, survived, unreached, untried, share);
        }
    }

    private Mutations() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("Say the folder of reports, and the threshold.");
        }
        // Whatever the console has: a table for a page.
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8));
        double threshold = Double.parseDouble(args[1]);
        Map<String, Count> classes = new TreeMap<>();
        List<String> open = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        List<Path> reports;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            reports = files.filter(file -> file.endsWith("mutations.xml")).sorted().toList();
        }
        for (Path report : reports) {
            read(report, classes, open, wrong);
        }
        Map<String, Count> packages = new TreeMap<>();
        classes.forEach(
                (name, count) ->
                        packages.computeIfAbsent(
                                        name.substring(0, name.lastIndexOf('.')), p -> new Count())
                                .add(count));
        System.out.println("Changes that no test has noticed:");
        open.forEach(line -> System.out.println("  " + line));
        System.out.println();
        System.out.println(
                "| | changes | tried | noticed | of these by time | not noticed | not reached |"
                        + " not tried for an error | |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        classes.forEach(
                (name, count) ->
                        System.out.println(
                                count.row(
                                        "`" + name + "`",
                                        "%.0f %%".formatted(Math.floor(count.share())))));
        packages.forEach(
                (name, count) -> {
                    String share = "%.1f %%".formatted(count.share());
                    if (count.tried() < count.all) {
                        share += " ± %.1f".formatted(count.uncertainty());
                    }
                    System.out.println(count.row("**" + name + "**", share));
                    if (count.share() < threshold) {
                        wrong.add(
                                "%s: tests notice %s of the changes, and not %s %%."
                                        .formatted(name, share, args[1]));
                    }
                });
        if (classes.isEmpty()) {
            wrong.add("Nothing was changed.");
        }
        if (!wrong.isEmpty()) {
            System.err.println(String.join("\n", wrong));
            System.exit(1);
        }
    }

    private static void read(
            Path report, Map<String, Count> classes, List<String> open, List<String> wrong)
            throws IOException {
        Map<String, Count> changed = new TreeMap<>(); // What is nested in a class by itself.
        Matcher mutation = MUTATION.matcher(Files.readString(report));
        while (mutation.find()) {
            String name = mutation.group(2);
            String status = mutation.group(1);
            changed.computeIfAbsent(name, n -> new Count()).add(status);
            if (!NOTICED.contains(status)) {
                open.add(
                        "%s, line %s, %s: %s (%s)"
                                .formatted(
                                        name,
                                        mutation.group(4),
                                        mutation.group(3),
                                        mutation.group(5),
                                        status));
            }
        }
        Map<String, Integer> sizes = new HashMap<>();
        Path all = report.resolveSibling("changes.txt");
        if (Files.exists(all)) {
            for (String line : Files.readAllLines(all)) {
                String[] words = line.split(" ");
                sizes.put(words[0], Integer.parseInt(words[1]));
                if (!changed.containsKey(words[0])) {
                    wrong.add(words[0] + ": it has changes, and none was tried.");
                }
            }
        }
        changed.forEach(
                (name, count) -> {
                    count.all = sizes.getOrDefault(name, count.tried());
                    count.expected = (double) count.all * count.noticed / count.tried();
                    // A nested class belongs to the file it stands in.
                    classes.computeIfAbsent(name.replaceFirst("\\$.*", ""), n -> new Count())
                            .add(count);
                });
    }
}
