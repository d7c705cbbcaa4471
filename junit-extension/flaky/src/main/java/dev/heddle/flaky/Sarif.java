package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;

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
        List<Place> places = shown == null ? List.of() : shown.places();
        List<Map<String, Object>> locations = new ArrayList<>();
        for (Place place : places) {
            sources.path(place)
                    .ifPresent(path -> locations.add(location(place, path, locations.size())));
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
        if (!locations.isEmpty()) {
            result.put("locations", List.of(locations.get(0)));
            result.put("relatedLocations", locations.subList(1, locations.size()));
        }
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
                                "artifactLocation",
                                        map(
                                                "uri",
                                                path.replace(" ", "%20"),
                                                "uriBaseId",
                                                "%SRCROOT%"),
                                "region", map("startLine", place.line())));
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
