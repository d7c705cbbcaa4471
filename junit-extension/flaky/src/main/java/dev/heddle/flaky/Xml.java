package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results as Surefire writes those of tests that it runs again: a flaky test has passed, with
 * the failure in {@code flakyFailure}, and one that fails always has failed. What reads Surefire's
 * reports shows both.
 */
final class Xml {

    private Xml() {}

    /** The text of each file, by its name. */
    static Map<String, String> files(Results results) {
        Map<String, List<Finding>> byClass = new TreeMap<>();
        for (Finding finding : results.findings()) {
            String type = finding.subject().type();
            byClass.computeIfAbsent(
                            type.isEmpty() ? "tests" : type, key -> new java.util.ArrayList<>())
                    .add(finding);
        }
        Map<String, String> files = new TreeMap<>();
        byClass.forEach((type, all) -> files.put("TEST-" + type + ".xml", suite(type, all)));
        return files;
    }

    private static String suite(String type, List<Finding> all) {
        long failures = count(all, Verdict.FAILS_ALWAYS);
        long skipped = count(all, Verdict.SKIPPED);
        long flakes = all.stream().filter(Xml::isFlake).count();
        double seconds = all.stream().mapToDouble(Finding::seconds).sum();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(
                "<testsuite name=\"%s\" time=\"%s\" tests=\"%d\" errors=\"0\" skipped=\"%d\" failures=\"%d\" flakes=\"%d\">%n"
                        .formatted(
                                Escape.xml(type),
                                time(seconds),
                                all.size(),
                                skipped,
                                failures,
                                flakes));
        all.forEach(finding -> test(finding, xml));
        return xml.append("</testsuite>\n").toString();
    }

    private static long count(List<Finding> all, Verdict verdict) {
        return all.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    private static boolean isFlake(Finding finding) {
        return finding.verdict().isFlaky();
    }

    private static void test(Finding finding, StringBuilder xml) {
        xml.append(
                "  <testcase name=\"%s\" classname=\"%s\" time=\"%s\""
                        .formatted(
                                Escape.xml(finding.subject().method()),
                                Escape.xml(finding.subject().type()),
                                time(finding.seconds())));
        if (finding.verdict() == Verdict.SKIPPED) {
            xml.append(
                    ">\n    <skipped message=\"%s\"/>\n  </testcase>\n"
                            .formatted(Escape.xml(finding.why())));
        } else if (isFlake(finding)) {
            failure("flakyFailure", finding, xml);
        } else if (finding.verdict() == Verdict.FAILS_ALWAYS) {
            failure("failure", finding, xml);
        } else {
            xml.append("/>\n");
        }
    }

    private static void failure(String element, Finding finding, StringBuilder xml) {
        Shown shown = finding.failure();
        String message = finding.verdict().text() + ": " + finding.why();
        String trace = shown == null ? finding.why() : shown.message();
        xml.append(
                ">\n    <%1$s message=\"%2$s\" type=\"%3$s\">\n      <stackTrace>%4$s</stackTrace>\n    </%1$s>\n  </testcase>\n"
                        .formatted(
                                element,
                                Escape.xml(message),
                                Escape.xml(finding.verdict().text()),
                                Escape.xml(trace)));
    }

    private static String time(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }
}
