package dev.heddle.flaky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a campaign has found, or several on as many machines: the file {@code report.json}.
 *
 * @param now the day the tests lived in
 * @param zone their time zone
 * @param seed the number everything random came from
 * @param findings by the names of the tests
 */
record Results(Instant now, String zone, long seed, List<Finding> findings) {

    private static final String FORMAT = "heddle-flaky-1";

    private static final Comparator<Finding> BY_NAME =
            Comparator.comparing((Finding finding) -> finding.subject().name())
                    .thenComparing(finding -> finding.subject().id());

    /** The findings are in order. */
    Results {
        findings = findings.stream().sorted(BY_NAME).toList();
    }

    String toJson() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("format", FORMAT);
        map.put("now", now.toString());
        map.put("zone", zone);
        map.put("seed", seed);
        Map<String, Object> counts = new LinkedHashMap<>();
        counts().forEach((verdict, count) -> counts.put(verdict.text(), count));
        map.put("counts", counts);
        map.put("findings", findings.stream().map(Finding::toMap).toList());
        return Json.write(map);
    }

    /** How many tests have each verdict, in the order of the verdicts. */
    Map<Verdict, Integer> counts() {
        Map<Verdict, Integer> counts = new TreeMap<>();
        findings.forEach(finding -> counts.merge(finding.verdict(), 1, Integer::sum));
        return counts;
    }

    /** Those that {@code failOn} looks at. */
    List<Finding> flaky() {
        return findings.stream().filter(finding -> finding.verdict().isFlaky()).toList();
    }

    /**
     * Reads a file.
     *
     * @throws UsageException if it is not one of these
     */
    static Results read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UsageException("The report %s can not be read: %s".formatted(file, e));
        }
        try {
            Json map = Json.parse(text);
            if (!map.text("format", "").equals(FORMAT)) {
                throw new UsageException("It was not written by this version of Heddle.");
            }
            return new Results(
                    Instant.parse(map.text("now")),
                    map.text("zone"),
                    map.number("seed"),
                    map.objects("findings").stream().map(Finding::of).toList());
        } catch (UsageException | java.time.DateTimeException e) {
            throw new UsageException(
                    "%s is no report.json of Heddle's: %s".formatted(file, e.getMessage()));
        }
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, toJson() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The report can not be written: " + file, e);
        }
    }

    /**
     * All together, whatever the order they are given in. If several have examined the same test,
     * the one counts that found more: a flaky verdict before any other, then more runs.
     */
    static Results merged(List<Results> all) {
        Map<String, Finding> best = new TreeMap<>();
        for (Results results : all) {
            for (Finding finding : results.findings) {
                best.merge(finding.subject().id(), finding, Results::better);
            }
        }
        Results first =
                all.stream()
                        .min(
                                Comparator.comparing(Results::now)
                                        .thenComparing(Results::zone)
                                        .thenComparing(Results::seed))
                        .orElseThrow(() -> new UsageException("There is no report to merge."));
        return new Results(first.now, first.zone, first.seed, new ArrayList<>(best.values()));
    }

    private static Finding better(Finding one, Finding two) {
        Comparator<Finding> order =
                Comparator.comparing((Finding finding) -> finding.verdict() == Verdict.SKIPPED)
                        .thenComparing(finding -> !finding.verdict().isFlaky())
                        .thenComparing(finding -> -finding.runs())
                        // Anything that is the same whichever comes first.
                        .thenComparing(finding -> Json.write(finding.toMap()));
        return order.compare(one, two) <= 0 ? one : two;
    }
}
