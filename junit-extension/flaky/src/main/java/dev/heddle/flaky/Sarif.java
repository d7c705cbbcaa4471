package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Sources.Located;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The results as SARIF 2.1.0, at the lines that race, or where the test fails. */
final class Sarif {

    private Sarif() {}

    static String text(Results results, Sources sources) {
        List<Map<String, Object>> rules = new ArrayList<>();
        List<Verdict> verdicts = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            if (verdict.isFlaky() || verdict == Verdict.FAILS_ALWAYS) {
                verdicts.add(verdict);
                rules.add(
                        map(
                                "id", id(verdict),
                                "shortDescription",
                                        map("text", "The test is " + verdict.text() + "."),
                                "fullDescription", map("text", verdict.meaning())));
            }
        }
        List<Map<String, Object>> all = new ArrayList<>();
        for (Finding finding : results.findings()) {
            if (verdicts.contains(finding.verdict())) {
                all.add(result(finding, verdicts.indexOf(finding.verdict()), sources));
            }
        }
        Map<String, Object> driver = map("name", "Heddle", "rules", rules);
        Map<String, Object> run =
                map("tool", map("driver", driver), "columnKind", "utf16CodeUnits", "results", all);
        Map<String, Object> log =
                map(
                        "$schema", "https://json.schemastore.org/sarif-2.1.0.json",
                        "version", "2.1.0",
                        "runs", List.of(run));
        return dev.heddle.trace.Json.text(log);
    }

    private static String id(Verdict verdict) {
        return "flaky/" + verdict.text().replace(' ', '-');
    }

    private static Map<String, Object> result(Finding finding, int rule, Sources sources) {
        Shown shown = finding.failure();
        List<Map<String, Object>> locations = new ArrayList<>();
        for (Located located : sources.of(finding)) {
            locations.add(location(located.place(), located.path(), locations.size()));
        }
        if (locations.isEmpty()) {
            // Who shows these files takes no result without a place, and none of the others then.
            locations.add(location(finding.subject()));
        }
        Map<String, Object> result =
                map(
                        "ruleId",
                        id(finding.verdict()),
                        "ruleIndex",
                        rule,
                        "level",
                        finding.verdict() == Verdict.FAILS_ALWAYS ? "error" : "warning",
                        "message",
                        map(
                                "text",
                                "%s is %s. %s%s"
                                        .formatted(
                                                finding.subject().name(),
                                                finding.verdict().text(),
                                                finding.why(),
                                                shown == null ? "" : " " + shown.summary())));
        result.put("locations", List.of(locations.get(0)));
        result.put("relatedLocations", locations.subList(1, locations.size()));
        result.put(
                "partialFingerprints",
                map("heddleTest/v1", id(finding.verdict()) + " " + finding.subject().id()));
        return result;
    }

    private static Map<String, Object> location(Place place, String path, int id) {
        return map(
                "id", id,
                "message", map("text", place.what()),
                "physicalLocation",
                        map(
                                "artifactLocation", file(path),
                                "region", map("startLine", Math.max(1, place.line()))));
    }

    /** Of a test whose source file is not there: its class says where it would be. */
    private static Map<String, Object> location(Subject subject) {
        String type = subject.type().isEmpty() ? "tests" : subject.type();
        String file = type.replaceFirst("(?<=.)[$].*$", "").replace('.', '/') + ".java";
        return map(
                "id", 0,
                "message", map("text", "declares the test"),
                "physicalLocation", map("artifactLocation", file(file)));
    }

    private static Map<String, Object> file(String path) {
        try {
            String uri = new URI(null, null, "/" + path, null).toASCIIString().substring(1);
            return map("uri", uri, "uriBaseId", "%SRCROOT%");
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Every path can be written as one of a URI.", e);
        }
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
