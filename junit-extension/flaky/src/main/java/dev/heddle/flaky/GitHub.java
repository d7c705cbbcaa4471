package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        StringBuilder text = new StringBuilder("## Flaky tests\n\n");
        text.append(Escape.xml(Console.summary(results))).append("\n\n");
        List<Finding> shown = worthTelling(results);
        if (!shown.isEmpty()) {
            text.append("| test | verdict | failed | why |\n| --- | --- | --- | --- |\n");
        }
        for (Finding finding : shown) {
            Interval rate = finding.rate();
            text.append(
                    "| %s | %s | %s | %s |%n"
                            .formatted(
                                    Escape.cell(finding.subject().name()),
                                    finding.verdict().text(),
                                    rate.runs() == 0
                                            ? ""
                                            : "%d of %d".formatted(rate.failed(), rate.runs()),
                                    Escape.cell(finding.why())));
        }
        for (Finding finding : shown) {
            Shown failure = finding.failure();
            if (failure == null || text.length() > LARGEST) {
                continue;
            }
            text.append(
                    "%n<details><summary>%s</summary>%n%n%s%n"
                            .formatted(
                                    Escape.xml(finding.subject().name()),
                                    Escape.fenced(failure.message())));
            if (!failure.code().isEmpty()) {
                text.append("\nTo see it again:\n\n")
                        .append(Escape.fenced(replay + failure.code()))
                        .append('\n');
            }
            text.append("\n</details>\n");
        }
        return text.append('\n').toString();
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
        Place first = null;
        Optional<String> path = Optional.empty();
        for (Place place : shown == null ? List.<Place>of() : shown.places()) {
            path = sources.path(place);
            if (path.isPresent()) {
                first = place;
                break;
            }
        }
        if (first != null && path.isPresent()) {
            line.append("file=")
                    .append(Escape.property(path.get()))
                    .append(",line=")
                    .append(first.line())
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
