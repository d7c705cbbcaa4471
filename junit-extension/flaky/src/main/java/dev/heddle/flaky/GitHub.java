package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Sources.Located;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** What GitHub shows of a job: a summary, and annotations at lines of the source. */
final class GitHub {

    /** GitHub shows no more of one kind in a step. */
    private static final int MOST = 10;

    /** A summary must not be larger than a mebibyte. */
    private static final int LARGEST = 900_000;

    private GitHub() {}

    /** Tells GitHub, if this is one of its jobs by the variables it sets. */
    static void tell(
            Results results,
            String replay,
            Sources sources,
            Map<String, String> environment,
            PrintStream out) {
        String summary = environment.get("GITHUB_STEP_SUMMARY");
        if (summary != null && !summary.isEmpty()) {
            try {
                Files.writeString(
                        Path.of(summary),
                        markdown(results, replay),
                        StandardCharsets.UTF_8,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("The summary can not be written: " + summary, e);
            }
        }
        if ("true".equals(environment.get("GITHUB_ACTIONS"))) {
            annotations(results, sources).forEach(out::println);
        }
    }

    static String markdown(Results results, String replay) {
        Limited text = new Limited();
        text.add("## Flaky tests\n\n" + Escape.xml(Console.summary(results)) + "\n\n");
        List<Finding> shown = worthTelling(results);
        if (!shown.isEmpty()) {
            text.add("| test | verdict | failed | why |\n| --- | --- | --- | --- |\n");
        }
        shown.forEach(finding -> text.add(row(finding)));
        for (Finding finding : shown) {
            Shown failure = finding.failure();
            if (failure != null) {
                text.add(details(finding, failure, replay));
            }
        }
        return text.text();
    }

    private static String row(Finding finding) {
        Interval rate = finding.rate();
        return "| %s | %s | %s | %s |\n"
                .formatted(
                        Escape.cell(finding.subject().name()),
                        finding.verdict().text(),
                        rate.runs() == 0 ? "" : "%d of %d".formatted(rate.failed(), rate.runs()),
                        Escape.cell(finding.why()));
    }

    private static String details(Finding finding, Shown failure, String replay) {
        String again =
                failure.code().isEmpty()
                        ? ""
                        : "\nTo see it again:\n\n" + Escape.fenced(replay + failure.code()) + "\n";
        return "\n<details><summary>%s</summary>\n\n%s\n%s\n</details>\n"
                .formatted(
                        Escape.xml(finding.subject().name()),
                        Escape.fenced(failure.message()),
                        again);
    }

    /** A text that leaves out what would make it larger than GitHub takes. */
    private static final class Limited {

        private final StringBuilder text = new StringBuilder();
        private int bytes;
        private int left;

        void add(String part) {
            int size = part.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > LARGEST) {
                left++;
                return;
            }
            bytes += size;
            text.append(part);
        }

        String text() {
            if (left > 0) {
                text.append(
                        "\n%,d more parts are left out here, since a summary must not be larger: report.html has everything.\n"
                                .formatted(left));
            }
            return text.append('\n').toString();
        }
    }

    private static List<Finding> worthTelling(Results results) {
        return results.findings().stream()
                .filter(
                        finding ->
                                finding.verdict().isFlaky()
                                        || finding.verdict() == Verdict.FAILS_ALWAYS)
                .toList();
    }

    /** At most ten lines, those that fail always as errors and first. */
    static List<String> annotations(Results results, Sources sources) {
        return worthTelling(results).stream()
                .sorted(
                        java.util.Comparator.comparing(
                                finding -> finding.verdict() != Verdict.FAILS_ALWAYS))
                .limit(MOST)
                .map(finding -> annotation(finding, sources))
                .toList();
    }

    private static String annotation(Finding finding, Sources sources) {
        Shown shown = finding.failure();
        String level = finding.verdict() == Verdict.FAILS_ALWAYS ? "error" : "warning";
        String title = "%s is %s".formatted(finding.subject().name(), finding.verdict().text());
        StringBuilder line = new StringBuilder("::").append(level).append(' ');
        List<Located> places = sources.of(finding);
        if (!places.isEmpty()) {
            line.append("file=")
                    .append(Escape.property(places.get(0).path()))
                    .append(",line=")
                    .append(places.get(0).place().line())
                    .append(',');
        }
        return line.append("title=")
                .append(Escape.property(title))
                .append("::")
                .append(
                        Escape.command(
                                finding.why() + (shown == null ? "" : "\n" + shown.summary())))
                .toString();
    }
}
