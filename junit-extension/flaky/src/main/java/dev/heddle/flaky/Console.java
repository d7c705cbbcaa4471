package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The results as text. */
final class Console {

    private static final int CALL_SITES = 5;

    private Console() {}

    /**
     * The summary that stands at the end of a build's output.
     *
     * @param known ids of the tests that were flaky before
     * @param replay what to type before a code to replay it
     */
    static String text(Results results, Set<String> known, String replay) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : results.findings()) {
            Verdict verdict = finding.verdict();
            if (verdict.isFlaky() || verdict == Verdict.FAILS_ALWAYS) {
                text.append('\n');
                lines(finding, known.contains(finding.subject().id()), replay)
                        .forEach(line -> text.append(line).append('\n'));
            }
        }
        text.append('\n').append(summary(results)).append('\n');
        return text.toString();
    }

    /** As in "60 tests: 6 schedule-dependent, 54 not reproduced". */
    static String summary(Results results) {
        List<String> parts = new ArrayList<>();
        for (Map.Entry<Verdict, Integer> entry : results.counts().entrySet()) {
            parts.add("%,d %s".formatted(entry.getValue(), entry.getKey().text()));
        }
        long runs = results.findings().stream().mapToLong(Finding::runs).sum();
        return "%,d tests in %,d runs: %s"
                .formatted(
                        results.findings().size(),
                        runs,
                        parts.isEmpty() ? "nothing to examine" : String.join(", ", parts));
    }

    private static List<String> lines(Finding finding, boolean known, String replay) {
        List<String> lines = new ArrayList<>();
        Shown shown = finding.failure();
        String also =
                finding.also().isEmpty()
                        ? ""
                        : ", also "
                                + String.join(
                                        ", ", finding.also().stream().map(Verdict::text).toList());
        lines.add(
                "%s: %s%s%s"
                        .formatted(
                                finding.subject().name(),
                                finding.verdict().text().toUpperCase(java.util.Locale.ROOT),
                                also,
                                known ? " (known)" : ""));
        lines.add("  " + finding.why());
        if (finding.rate().failed() > 0) {
            lines.add("  " + finding.rate() + ".");
        }
        finding.left().stream()
                .filter(sentence -> shown == null || !shown.message().contains(sentence))
                .forEach(sentence -> lines.add("  " + sentence));
        finding.uncontrolled().stream()
                .limit(CALL_SITES)
                .forEach(sentence -> lines.add("  Not under control: " + sentence));
        if (shown != null) {
            shown.message().lines().forEach(line -> lines.add("    " + line));
            if (!shown.code().isEmpty()) {
                lines.add(
                        "  Replayed %d of %d times%s."
                                .formatted(
                                        shown.replayed(),
                                        shown.replays(),
                                        shown.elsewhere() ? " in another JVM" : ""));
                if (!shown.message().contains(shown.code())) {
                    lines.add("  To see it again: " + replay + shown.code());
                }
            }
        }
        return lines;
    }
}
