import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adds up what PIT has written, and fails below a threshold. PIT's own counts a change that could
 * not be tried ({@code RUN_ERROR}) as one that was noticed; here it fails. Arguments: the folder
 * with the reports, and the least share of changes, in percent, that tests must notice in every
 * package. The build runs it: see {@code -Ppit} in {@code scheduler/pom.xml}.
 */
public final class Mutations {

    private static final Pattern MUTATION =
            Pattern.compile(
                    "(?s)<mutation [^>]*status='(\\w+)'.*?<mutatedClass>([^<]*)<.*?"
                            + "<mutatedMethod>(.*?)</mutatedMethod>.*?<lineNumber>(\\d+)<.*?"
                            + "<description>(.*?)</description>");

    /** How many changes of a class were noticed, not noticed, not reached, and not tried. */
    private static final class Count {
        int noticed;
        int survived;
        int unreached;
        int untried;

        void add(Count other) {
            noticed += other.noticed;
            survived += other.survived;
            unreached += other.unreached;
            untried += other.untried;
        }

        double share() {
            return 100.0 * noticed / Math.max(1, noticed + survived + unreached);
        }

        String row(String name) {
            return "| %s | %d | %d | %d | %d | %.0f %% |"
                    .formatted(
                            name,
                            noticed + survived + unreached,
                            noticed,
                            survived,
                            unreached,
                            Math.floor(share()));
        }
    }

    private Mutations() {}

    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            throw new IllegalArgumentException("Say the folder of reports, and the threshold.");
        }
        double threshold = Double.parseDouble(args[1]);
        Map<String, Count> classes = new TreeMap<>();
        List<String> open = new ArrayList<>();
        List<Path> reports;
        try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
            reports = files.filter(file -> file.endsWith("mutations.xml")).sorted().toList();
        }
        for (Path report : reports) {
            read(Files.readString(report), classes, open);
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
        System.out.println("| | changes | noticed | not noticed | not reached | |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
        classes.forEach((name, count) -> System.out.println(count.row("`" + name + "`")));
        packages.forEach((name, count) -> System.out.println(count.row("**" + name + "**")));

        List<String> wrong = new ArrayList<>();
        if (classes.isEmpty()) {
            wrong.add("Nothing was changed.");
        }
        classes.forEach(
                (name, count) -> {
                    if (count.untried > 0) {
                        wrong.add(
                                name
                                        + ": "
                                        + count.untried
                                        + " changes could not be tried. If it is a record whose"
                                        + " components have annotations, name it in pit.records.");
                    }
                });
        packages.forEach(
                (name, count) -> {
                    if (count.share() < threshold) {
                        wrong.add(
                                "%s: tests notice %.1f %% of the changes, and not %s %%."
                                        .formatted(name, count.share(), args[1]));
                    }
                });
        if (!wrong.isEmpty()) {
            System.err.println(String.join("\n", wrong));
            System.exit(1);
        }
    }

    private static void read(String report, Map<String, Count> classes, List<String> open) {
        Matcher mutation = MUTATION.matcher(report);
        while (mutation.find()) {
            // A lambda's method or a nested class belongs to the file it stands in.
            String name = mutation.group(2).replaceFirst("\\$.*", "");
            Count count = classes.computeIfAbsent(name, c -> new Count());
            switch (mutation.group(1)) {
                case "KILLED", "TIMED_OUT", "MEMORY_ERROR" -> count.noticed++;
                case "SURVIVED" -> count.survived++;
                case "NO_COVERAGE" -> count.unreached++;
                case "NON_VIABLE" -> {} // No class that could be loaded.
                default -> count.untried++;
            }
            if (mutation.group(1).equals("SURVIVED") || mutation.group(1).equals("NO_COVERAGE")) {
                open.add(
                        "%s, line %s, %s: %s (%s)"
                                .formatted(
                                        name,
                                        mutation.group(4),
                                        mutation.group(3),
                                        mutation.group(5),
                                        mutation.group(1)));
            }
        }
    }
}
