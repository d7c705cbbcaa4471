package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
