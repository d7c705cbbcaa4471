package dev.heddle.flaky;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What has changed since the last campaign. */
final class Comparison {

    private Comparison() {}

    /** One line for each test that has another verdict now; empty if none has. */
    static String text(List<Finding> before, List<Finding> after) {
        Map<String, Finding> old =
                before.stream()
                        .collect(
                                Collectors.toMap(
                                        finding -> finding.subject().id(),
                                        Function.identity(),
                                        (one, two) -> one));
        List<String> lines = new ArrayList<>();
        for (Finding finding : after) {
            Finding earlier = old.get(finding.subject().id());
            if (earlier != null && earlier.verdict() != finding.verdict()) {
                lines.add(
                        "  %s: %s, was %s"
                                .formatted(
                                        finding.subject().name(),
                                        finding.verdict().text(),
                                        earlier.verdict().text()));
            }
        }
        return lines.isEmpty() ? "" : "Since the last time:\n" + String.join("\n", lines);
    }
}
