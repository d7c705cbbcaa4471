package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.flaky.Finder.Run;
import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Finding.Trial;
import dev.heddle.flaky.Replays.Proof;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import javax.xml.parsers.DocumentBuilderFactory;

/** What is made of findings: files, lines for a job, and what the command ends with. */
class ReportsTest {

    private static final String NASTY = "<b>&\"'\u0000]]> | ~~~~~~ \n::error::%0A </script>";
    private static final Setting SETTING =
            Setting.still(Instant.parse("2026-11-22T10:00:00Z"), "UTC");

    private static Subject subject(String method) {
        return new Subject("[engine:x]/[test:" + method + "]", "sample.SampleTest", method, false);
    }

    private static Finding flaky(String method) {
        Shown shown =
                new Shown(
                        "FAILED",
                        "wrong " + NASTY,
                        "It failed. " + NASTY,
                        new Code(subject(method).id(), SETTING, "heddle1-x").text(),
                        5,
                        5,
                        true,
                        List.of(
                                new Place("sample.Nowhere", "Nowhere.java", 1, "reads"),
                                new Place("sample.Sample", "Sample.java", 7, "writes " + NASTY)));
        return Finding.of(subject(method), Verdict.NOT_REPRODUCED, "")
                .judged(
                        Verdict.SCHEDULE,
                        "Threads decide. " + NASTY,
                        List.of(
                                new Trial("nothing", false, new Interval(0, 3)),
                                new Trial("schedules", true, new Interval(12, 100))),
                        shown,
                        List.of());
    }

    /** One with everything that a finding can have. */
    static Finding example() {
        return flaky("example").also(Verdict.LEAKING, "It leaks.");
    }

    private static Finding fine(String method) {
        return Finding.of(subject(method), Verdict.NOT_REPRODUCED, "It has not failed.");
    }

    /** Reports of two machines, each of which has found a flaky test and a sound one. */
    static void parts(Path one, Path other) {
        results(flaky("a"), fine("b")).write(one.resolve("report.json"));
        results(flaky("c"), fine("d")).write(other.resolve("report.json"));
    }

    private static Results results(Finding... findings) {
        return new Results(SETTING.epoch(), "UTC", 1, List.of(findings));
    }

    private static Sources sources(Path directory) throws Exception {
        Path file = directory.resolve("src/main/java/sample/Sample.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "class Sample {}");
        return new Sources(directory);
    }

    @Test
    void xmlIsSurefires() throws Exception {
        Finding broken = Finding.of(subject("broken"), Verdict.FAILS_ALWAYS, "It always fails.");
        Finding skipped = Finding.of(subject("skipped"), Verdict.SKIPPED, NASTY);
        Map<String, String> files =
                Xml.files(results(flaky("flaky"), fine("fine"), broken, skipped));
        assertThat(files).containsOnlyKeys("TEST-sample.SampleTest.xml");
        Document document = parsed(files.get("TEST-sample.SampleTest.xml"));
        Element suite = document.getDocumentElement();
        assertThat(suite.getAttribute("tests")).isEqualTo("4");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("flakes")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("1");
        Element flake = (Element) document.getElementsByTagName("flakyFailure").item(0);
        assertThat(flake.getAttribute("message")).startsWith("schedule-dependent: Threads decide.");
        assertThat(flake.getTextContent()).contains("<b>&\"'?]]>");
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatXmlSaysIsSuspectTheNextTime(@TempDir Path directory) throws Exception {
        for (Map.Entry<String, String> file :
                Xml.files(results(flaky("flaky"), fine("fine"))).entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        assertThat(Suspects.in(List.of(directory))).containsExactly("sample.SampleTest.flaky");
    }

    @Test
    void aReportThatIsNoXmlIsRefused(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("TEST-x.xml"), "<testsuite>");
        assertThatThrownBy(() -> Suspects.in(List.of(directory)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("can not be read");
    }

    @Test
    void theNameOfAnInvocationIsThatOfItsMethod(@TempDir Path directory) throws Exception {
        Files.writeString(
                directory.resolve("TEST-x.xml"),
                "<testsuite><testcase name=\"adds(int)[1]\""
                        + " classname=\"a.B\"><rerunFailure/></testcase><testcase name=\"fine\""
                        + " classname=\"a.B\"/></testsuite>");
        assertThat(Suspects.in(List.of(directory))).containsExactly("a.B.adds");
    }

    @Test
    void nothingOfATestIsMarkupInThePage() throws Exception {
        String html = Page.html(results(flaky("flaky" + NASTY)), "replay ");
        assertThat(html)
                .contains("schedule-dependent", "12 of 100 runs failed", "Replayed 5 of 5 times")
                .doesNotContain("<b>", "</script>", "<script", "http:", "https:");
    }

    @Test
    void sarifHasTheLinesThatAreThere(@TempDir Path directory) throws Exception {
        Json run = sarif(results(flaky("flaky"), fine("fine")), sources(directory));
        assertThat(run.objects("results")).hasSize(1);
        Json result = run.objects("results").get(0);
        assertThat(result.text("ruleId")).isEqualTo("flaky/schedule-dependent");
        Json place = result.objects("locations").get(0).object("physicalLocation");
        assertThat(place.object("artifactLocation").text("uri"))
                .isEqualTo("src/main/java/sample/Sample.java");
        assertThat(place.object("region").number("startLine")).isEqualTo(7);
    }

    @Test
    void sarifNamesTheTestWhereNothingElseIsKnown(@TempDir Path directory) throws Exception {
        Finding leaks =
                Finding.of(subject("leaks"), Verdict.LEAKING, "It leaves something behind.");
        Json guessed = sarif(results(leaks), sources(directory)).objects("results").get(0);
        Json place = guessed.objects("locations").get(0).object("physicalLocation");
        assertThat(place.object("artifactLocation").text("uri"))
                .isEqualTo("sample/SampleTest.java");
        assertThat(place.has("region")).isFalse();

        Path file = directory.resolve("src/test/java of ours/sample/SampleTest.java");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "class SampleTest {\n  int x = 1 + leaks();\n  int y() { return leaks(); }\n"
                        + "  @Test\n  void leaks() {}\n}\n");
        Json found = sarif(results(leaks), new Sources(directory)).objects("results").get(0);
        place = found.objects("locations").get(0).object("physicalLocation");
        assertThat(place.object("artifactLocation").text("uri"))
                .isEqualTo("src/test/java%20of%20ours/sample/SampleTest.java");
        assertThat(place.object("region").number("startLine")).isEqualTo(5);
        assertThat(GitHub.annotations(results(leaks), new Sources(directory)))
                .singleElement()
                .asString()
                .startsWith(
                        "::warning file=src/test/java of"
                                + " ours/sample/SampleTest.java,line=5,title=");
    }

    /** The one run of a log that has what SARIF 2.1.0 demands, and what GitHub demands of it. */
    private static Json sarif(Results results, Sources sources) {
        Json log = Json.parse(Sarif.text(results, sources));
        assertThat(log.text("version")).isEqualTo("2.1.0");
        assertThat(log.text("$schema")).endsWith("sarif-2.1.0.json");
        assertThat(log.objects("runs")).hasSize(1);
        Json run = log.objects("runs").get(0);
        assertThat(run.text("columnKind")).isIn("utf16CodeUnits", "unicodeCodePoints");
        Json driver = run.object("tool").object("driver");
        assertThat(driver.text("name")).isNotEmpty();
        List<Json> rules = driver.objects("rules");
        assertThat(rules).extracting(rule -> rule.text("id")).doesNotHaveDuplicates();
        for (Json rule : rules) {
            assertThat(rule.object("shortDescription").text("text")).endsWith(".");
            assertThat(rule.object("fullDescription").text("text")).isNotEmpty();
        }
        for (Json result : run.objects("results")) {
            assertThat(rules.get((int) result.number("ruleIndex")).text("id"))
                    .isEqualTo(result.text("ruleId"));
            assertThat(result.text("level")).isIn("none", "note", "warning", "error");
            assertThat(result.object("message").text("text")).isNotEmpty();
            assertThat(result.object("partialFingerprints").text("heddleTest/v1")).isNotEmpty();
            assertThat(result.objects("locations")).hasSize(1);
            List<Json> all = new ArrayList<>(result.objects("locations"));
            all.addAll(result.objects("relatedLocations"));
            for (int i = 0; i < all.size(); i++) {
                assertThat(all.get(i).number("id")).isEqualTo(i);
                assertThat(all.get(i).object("message").text("text")).isNotEmpty();
                Json place = all.get(i).object("physicalLocation");
                URI uri = URI.create(place.object("artifactLocation").text("uri"));
                assertThat(uri.isAbsolute() || uri.getPath().startsWith("/")).isFalse();
                if (place.has("region")) {
                    assertThat(place.object("region").number("startLine")).isPositive();
                }
            }
        }
        return run;
    }

    @Test
    void aSummaryIsNotLargerThanGitHubTakes() {
        List<Finding> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Finding one = flaky("flaky" + i);
            Shown shown = Objects.requireNonNull(one.failure());
            many.add(
                    one.withFailure(
                            new Shown(
                                    shown.kind(),
                                    shown.summary(),
                                    "long " + "ä".repeat(150_000),
                                    shown.code(),
                                    5,
                                    5,
                                    true,
                                    List.of())));
        }
        String text = GitHub.markdown(results(many.toArray(Finding[]::new)), "replay ");
        assertThat(text.getBytes(StandardCharsets.UTF_8).length).isBetween(500_000, 1 << 20);
        assertThat(text.replaceAll("ä{9,}", "..."))
                .contains("| sample.SampleTest.flaky4 |")
                .contains("3 more parts are left out here")
                .endsWith("report.html has everything.\n\n");
    }

    @Test
    void gitHubIsToldOnlyWhereItIs(@TempDir Path directory) throws Exception {
        List<Finding> many = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            many.add(flaky("flaky" + i));
        }
        Results results = results(many.toArray(Finding[]::new));
        Path summary = directory.resolve("summary.md");
        Sources sources = sources(directory);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        GitHub.tell(results, "replay ", sources, Map.of(), out);
        assertThat(summary).doesNotExist();
        assertThat(bytes.size()).isZero();

        GitHub.tell(
                results,
                "replay ",
                sources,
                Map.of("GITHUB_ACTIONS", "true", "GITHUB_STEP_SUMMARY", summary.toString()),
                out);
        List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines)
                .hasSize(10)
                .allMatch(
                        line ->
                                line.startsWith(
                                        "::warning"
                                            + " file=src/main/java/sample/Sample.java,line=7,title=sample."));
        assertThat(Files.readString(summary))
                .contains("15 schedule-dependent", "12 of 100")
                .contains("| Threads decide. &lt;b&gt;&amp;&quot;&#39;?]]&gt; \\| ~~~~~~  ::error")
                .doesNotContain("\u0000", "\n~~~~~~ \n");
    }

    @Test
    void aReportIsReadAsItWasWritten(@TempDir Path directory) {
        Results results = results(flaky("flaky"), fine("fine"));
        results.write(directory.resolve("report.json"));
        assertThat(Results.read(directory.resolve("report.json")).toJson())
                .isEqualTo(results.toJson());
    }

    @Test
    void reportsAreMergedInAnyOrder() {
        Finding skipped = Finding.of(subject("flaky"), Verdict.SKIPPED, "There was no time.");
        Finding seen =
                fine("twice")
                        .judged(
                                Verdict.NOT_REPRODUCED,
                                "",
                                List.of(new Trial("x", false, new Interval(0, 9))),
                                null,
                                List.of());
        List<Results> parts =
                new ArrayList<>(
                        List.of(
                                results(flaky("flaky"), fine("a")),
                                results(skipped, fine("b"), fine("twice")),
                                results(fine("flaky"), seen),
                                results(fine("c"))));
        String merged = Results.merged(parts).toJson();
        Random random = new Random(1);
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(parts, random);
            assertThat(Results.merged(parts).toJson()).isEqualTo(merged);
            Results first = Results.merged(parts.subList(0, 2));
            Results second = Results.merged(parts.subList(2, 4));
            assertThat(Results.merged(List.of(second, first)).toJson()).isEqualTo(merged);
        }
        assertThat(Results.merged(parts).counts())
                .containsEntry(Verdict.SCHEDULE, 1)
                .containsEntry(Verdict.NOT_REPRODUCED, 4);
    }

    @Test
    void onlyWhatIsNewFails(@TempDir Path directory) {
        Path old = directory.resolve("old.json");
        Path same = directory.resolve("same.json");
        Path more = directory.resolve("more.json");
        results(flaky("known")).write(old);
        results(flaky("known"), fine("fine")).write(same);
        results(flaky("known"), flaky("another")).write(more);
        assertThat(merge(directory, same, "any", old).code()).isEqualTo(1);
        assertThat(merge(directory, same, "new", old).code()).isZero();
        assertThat(merge(directory, same, "new", old).text()).contains("(known)");
        assertThat(merge(directory, more, "new", old).code()).isEqualTo(1);
        assertThat(merge(directory, more, "none", old).code()).isZero();
    }

    private static Run merge(Path directory, Path file, String failOn, Path baseline) {
        Path out = directory.resolve("out");
        Run run =
                Finder.run(
                        "merge", file.toString(),
                        "--fail-on", failOn,
                        "--baseline", baseline.toString(),
                        "--out", out.toString());
        assertThat(out.resolve("report.json")).exists();
        assertThat(out.resolve("report.html")).exists();
        assertThat(out.resolve("report.sarif")).exists();
        assertThat(out.resolve("xml/TEST-sample.SampleTest.xml")).exists();
        return run;
    }

    @Test
    void whatHasChangedSinceTheLastTimeIsSaid() {
        assertThat(Comparison.text(List.of(fine("a"), fine("b")), List.of(flaky("a"), fine("b"))))
                .contains("sample.SampleTest.a: schedule-dependent, was not reproduced")
                .doesNotContain("SampleTest.b");
        assertThat(Comparison.text(List.of(), List.of(flaky("a")))).isEmpty();
    }

    @Test
    void whatIsNotSeenAgainIsUncontrolled() {
        Finding flaky = flaky("a");
        String code = flaky.failure().code();
        Finding never = flaky.proven(new Proof(0, 0, 5), " in another JVM");
        assertThat(never.verdict()).isEqualTo(Verdict.UNCONTROLLED);
        assertThat(never.why())
                .isEqualTo(
                        "It failed, but not in 5 of 5 replays of the same run in another JVM:"
                                + " something decides that Heddle has no hold of.");
        assertThat(never.failure().code()).isEmpty();
        assertThat(never.failure().summary()).startsWith("wrong");
        assertThat(never.rate()).isEqualTo(flaky.rate());
        Finding sometimes = flaky.proven(new Proof(3, 4, 5), "");
        assertThat(sometimes.verdict()).isEqualTo(Verdict.UNCONTROLLED);
        assertThat(sometimes.why()).startsWith("It failed, but not in 1 of 5 replays");
        assertThat(sometimes.failure().code()).isEqualTo(code);
        assertThat(sometimes.failure().replayed()).isEqualTo(3);
        Finding otherwise = flaky.proven(new Proof(3, 5, 5), "");
        assertThat(otherwise.verdict()).isEqualTo(Verdict.SCHEDULE);
        assertThat(otherwise.failure().replayed()).isEqualTo(3);
        assertThat(flaky.proven(new Proof(5, 5, 5), "").why()).isEqualTo(flaky.why());
        // Nobody knows more if all replays met the limit of time.
        assertThat(flaky.proven(new Proof(0, 0, 0), "").verdict()).isEqualTo(Verdict.SCHEDULE);
    }

    @Test
    void aKnownTestIsMarked() {
        String text =
                Console.text(results(flaky("a")), Set.of(subject("a").id()), "mvn heddle:flaky ");
        assertThat(text).contains("SCHEDULE-DEPENDENT (known)", "mvn heddle:flaky flaky1-");
    }

    @Test
    void codesComeBackWhole() {
        Code code = new Code("[engine:é]/[test:\"x\"]", SETTING.slack(5), "heddle1-abc");
        assertThat(Code.parse(code.text())).isEqualTo(code);
        Code after = new Code(code.test(), List.of("[a]", "[b]"), SETTING, "heddle1-abc");
        assertThat(Code.parse(after.text())).isEqualTo(after);
        assertThat(after.tests()).containsExactly("[a]", "[b]", code.test());
        Code left = Code.ofWhatIsLeft("[a]", SETTING);
        assertThat(Code.parse(left.text())).isEqualTo(left);
        assertThat(left.isOfWhatIsLeft()).isTrue();
        assertThat(code.isOfWhatIsLeft()).isFalse();
        String text = code.text();
        for (int i = 7; i < text.length(); i += 5) {
            String damaged =
                    text.substring(0, i)
                            + (text.charAt(i) == 'A' ? 'B' : 'A')
                            + text.substring(i + 1);
            assertThatThrownBy(() -> Code.parse(damaged)).isInstanceOf(UsageException.class);
        }
    }

    @Test
    void damagedJsonIsRefused() {
        for (String text :
                List.of(
                        "",
                        "[]",
                        "{",
                        "{\"a\"}",
                        "{\"a\":1,}",
                        "{\"a\":x}",
                        "{} {}",
                        "{\"a\":\"\\u12\"}")) {
            assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(UsageException.class);
        }
        assertThatThrownBy(() -> Json.parse("{\"a\":" + "[".repeat(500)))
                .isInstanceOf(UsageException.class);
    }
}
