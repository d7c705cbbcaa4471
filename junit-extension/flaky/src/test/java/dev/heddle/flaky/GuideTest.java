package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The guide of the finder says what is there, and what can be copied from it is well formed. */
class GuideTest {

    private static final Path PAGE = Path.of("../../docs/flaky.md");

    /** The pieces of code in a language, in order. */
    static List<String> code(String language) throws Exception {
        Matcher matcher =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                        .matcher(Files.readString(PAGE));
        List<String> all = new ArrayList<>();
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(int number) throws Exception {
        return (Map<String, Object>) new Yaml().load(code("yaml").get(number));
    }

    @SuppressWarnings("unchecked")
    private static <T> T at(Object from, Object... path) {
        Object value = from;
        for (Object step : path) {
            value =
                    step instanceof Integer index
                            ? ((List<Object>) value).get(index)
                            : ((Map<Object, Object>) value).get(step);
            assertThat(value).as("%s of %s", step, List.of(path)).isNotNull();
        }
        return (T) value;
    }

    @Test
    void theWorkflowIsOne() throws Exception {
        assertThat(code("yaml")).hasSize(2);
        Map<String, Object> workflow = yaml(0);
        // In YAML 1.1, which this reads, "on" is another word for true.
        assertThat(workflow.keySet().toString()).isEqualTo("[name, true, permissions, jobs]");
        Map<String, Object> job = at(workflow, "jobs", "find");
        assertThat(job).containsKeys("runs-on", "strategy", "env", "steps");
        List<Integer> shards = at(job, "strategy", "matrix", "shard");
        assertThat(shards).startsWith(0).doesNotHaveDuplicates();
        Map<String, String> variables = at(job, "env");
        assertThat(variables).containsOnlyKeys("HEDDLE_SHARD_INDEX", "HEDDLE_SHARD_TOTAL");
        List<Map<String, Object>> steps = at(job, "steps");
        assertThat(steps).allMatch(step -> step.containsKey("uses") != step.containsKey("run"));
        assertThat(code("yaml").get(0)).contains("report.sarif").doesNotContain("\t");
        // What decides over the whole is the job that has all parts.
        assertThat(steps).anyMatch(step -> runs(step).endsWith(" -Dheddle.failOn=none"));
    }

    private static String runs(Map<String, Object> step) {
        return String.valueOf(step.get("run"));
    }

    /** The first step of a job that uses an action. */
    private static Map<String, Object> using(String action, Map<String, Object> job) {
        List<Map<String, Object>> steps = at(job, "steps");
        return steps.stream()
                .filter(step -> String.valueOf(step.get("uses")).startsWith(action + "@"))
                .findFirst()
                .orElseThrow();
    }

    /** The second job takes what the first has left, and its command does as it stands there. */
    @Test
    void theWorkflowPutsThePartsTogether(@TempDir Path directory) throws Exception {
        Map<String, Object> find = at(yaml(0), "jobs", "find");
        Map<String, Object> merge = at(yaml(0), "jobs", "merge");
        assertThat(merge).containsEntry("needs", "find").containsEntry("if", "always()");
        List<Map<String, Object>> steps = at(merge, "steps");
        assertThat(steps).allMatch(step -> step.containsKey("uses") != step.containsKey("run"));
        String left = at(using("actions/upload-artifact", find), "with", "name");
        assertThat(left).isEqualTo("flaky-${{ strategy.job-index }}");
        Map<String, Object> download = at(using("actions/download-artifact", merge), "with");
        assertThat(download).containsEntry("pattern", "flaky-*");
        String report = at(using("actions/upload-artifact", merge), "with", "path");
        assertThat(
                        GuideTest.<String>at(
                                using("github/codeql-action/upload-sarif", merge),
                                "with",
                                "sarif_file"))
                .isEqualTo(report + "/report.sarif");

        String copied =
                steps.stream()
                        .map(GuideTest::runs)
                        .filter(command -> command.contains("dependency:copy"))
                        .findFirst()
                        .orElseThrow();
        String command =
                steps.stream()
                        .map(GuideTest::runs)
                        .filter(one -> one.startsWith("java "))
                        .findFirst()
                        .orElseThrow();
        for (Class<?> type : List.of(Main.class, dev.heddle.Heddle.class)) {
            String jar = type == Main.class ? "heddle-flaky" : "heddle-scheduler";
            assertThat(copied).contains(jar, "-DoutputDirectory=heddle ", "stripVersion=true");
            assertThat(command).contains("heddle/" + jar + ".jar");
            command = command.replace("heddle/" + jar + ".jar", Options.place(type));
        }
        Path parts = directory.resolve((String) download.get("path"));
        ReportsTest.parts(parts.resolve("flaky-0"), parts.resolve("flaky-1"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path summary = directory.resolve("summary.md");
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", command.replaceFirst("^java ", java + " "))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("output").toFile());
        builder.environment().put("GITHUB_STEP_SUMMARY", summary.toString());
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        String output = Files.readString(directory.resolve("output"));
        assertThat(process.exitValue()).as(output).isEqualTo(1);
        assertThat(output).contains("mvn heddle:flaky -Dheddle.replay=flaky1-");
        Results all = Results.read(directory.resolve(report).resolve("report.json"));
        assertThat(all.findings()).hasSize(4);
        assertThat(all.flaky()).hasSize(2);
        assertThat(directory.resolve(report).resolve("report.sarif")).exists();
        assertThat(summary).content().contains("## Flaky tests", "2 schedule-dependent");
    }

    @Test
    void theJobsPartsAreAsManyAsItSays() throws Exception {
        Map<String, Object> job = yaml(1);
        assertThat(job).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "Job");
        Map<String, Object> spec = at(job, "spec");
        assertThat(spec).containsEntry("completionMode", "Indexed");
        int parts = at(spec, "completions");
        Map<String, Object> container = at(spec, "template", "spec", "containers", 0);
        assertThat(GuideTest.<String>at(container, "env", 0, "name"))
                .isEqualTo("HEDDLE_COMPLETIONS");
        String total = at(container, "env", 0, "value");
        // As Kubernetes sets it in the pods of such a job.
        Map<String, String> variables =
                Map.of("JOB_COMPLETION_INDEX", "" + (parts - 1), "HEDDLE_COMPLETIONS", total);
        assertThat(Shard.of("", variables)).isEqualTo(new Shard(parts - 1, parts));
        String mounted = at(container, "volumeMounts", 0, "name");
        assertThat(GuideTest.<String>at(spec, "template", "spec", "volumes", 0, "name"))
                .isEqualTo(mounted);
        assertThat(GuideTest.<String>at(spec, "template", "spec", "restartPolicy"))
                .isEqualTo("Never");
    }

    @Test
    void everyPropertyThatIsUsedStandsInTheTable() throws Exception {
        String page = Files.readString(PAGE);
        Set<String> rows =
                page.lines()
                        .filter(line -> line.startsWith("| `heddle."))
                        .map(line -> line.split("\\|")[1])
                        .flatMap(cell -> words("`(heddle\\.[\\w.]+)`", cell).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(rows).contains("heddle.seconds", "heddle.replay", "heddle.shard");
        assertThat(words("-D(heddle\\.[\\w.]+)=", page))
                .allMatch(name -> rows.contains(name) || name.equals("heddle.jdk.home"));
    }

    @Test
    void everyOptionStandsInTheTableAndInTheHelp() throws Exception {
        Set<String> known = words("(?m)^ {2}(--[a-z-]+)", Options.HELP);
        Set<String> table =
                Files.readString(PAGE)
                        .lines()
                        .filter(line -> line.startsWith("| `--"))
                        .flatMap(line -> words("(--[a-z-]+)", line.split("\\|")[1]).stream())
                        .collect(Collectors.toCollection(TreeSet::new));
        known.remove("--help");
        assertThat(table).isEqualTo(known);
    }

    @Test
    void everyMemberOfTheReportIsExplained() throws Exception {
        String page = Files.readString(PAGE);
        String section =
                page.substring(page.indexOf("`report.json` has"), page.indexOf("## On many"));
        Set<String> explained = words("`([\\w]+)`", section);
        Set<String> members = new TreeSet<>();
        collect(ReportsTest.example().toMap(), members);
        members.addAll(Set.of("format", "now", "zone", "seed", "counts", "findings"));
        assertThat(explained).containsAll(members);
    }

    private static void collect(Object value, Set<String> names) {
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (name, member) -> {
                        names.add((String) name);
                        collect(member, names);
                    });
        } else if (value instanceof List<?> list) {
            list.forEach(element -> collect(element, names));
        }
    }

    @Test
    void everyVerdictIsExplained() throws Exception {
        String page = Files.readString(PAGE);
        for (Verdict verdict : Verdict.values()) {
            assertThat(page).contains("| " + verdict.text() + " | ");
        }
    }

    private static Set<String> words(String pattern, String text) {
        Set<String> all = new TreeSet<>();
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        while (matcher.find()) {
            all.add(matcher.group(1));
        }
        return all;
    }
}
