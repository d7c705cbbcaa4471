package dev.heddle.ablation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Each part is needed: where it is switched off, some test fails. Parts are switched off in a JVM
 * of its own, one after the other, by compiling the source with another text in its place: so there
 * are no switches in what is delivered.
 */
class AblationsTest {

    /** The property that says how many there are for each one that is tried: 1 tries all. */
    private static final String EACH = "ablation.each";

    /** All of them take minutes, which is too long for each build. */
    private static final int USUALLY = 20;

    @TempDir private Path folder;

    /** If it is not there any more, what was it that was switched off? */
    @Test
    void everyPartIsWhereItIsSaidToBe() {
        assertThat(Ablations.ALL)
                .allSatisfy(one -> assertThat(Ablated.source(one)).isNotEmpty())
                .allSatisfy(one -> one.tests().forEach(SingleTest::new))
                .doesNotHaveDuplicates();
    }

    @TestFactory
    Stream<DynamicTest> everyPartIsNeeded() throws Exception {
        List<Callable<Map<Integer, String>>> jvms = new ArrayList<>();
        List<List<Integer>> late = List.of(new ArrayList<>(), new ArrayList<>());
        int each = Integer.getInteger(EACH, USUALLY);
        for (int number = 0; number < Ablations.ALL.size(); number += each) {
            Ablation ablation = Ablations.ALL.get(number);
            if (ablation.early()) {
                String path = written(ablation, folder.resolve(Integer.toString(number)));
                List<Integer> alone = List.of(number);
                jvms.add(() -> run(path + File.pathSeparator, alone));
            } else {
                late.get(2 * number / Ablations.ALL.size()).add(number);
            }
        }
        for (List<Integer> part : late) {
            jvms.addFirst(() -> runAll(part));
        }
        Map<Integer, String> noticed = new HashMap<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(late.size())) {
            for (Future<Map<Integer, String>> one : pool.invokeAll(jvms)) {
                noticed.putAll(one.get());
            }
        }
        return IntStream.iterate(0, number -> number < Ablations.ALL.size(), n -> n + each)
                .mapToObj(
                        number ->
                                DynamicTest.dynamicTest(
                                        Ablations.ALL.get(number).toString(),
                                        () ->
                                                assertThat(noticed.get(number))
                                                        .isNotNull()
                                                        .isNotEqualTo(AblationMain.PASSED)));
    }

    /** Writes the classes to a folder of their own. */
    private static String written(Ablation ablation, Path classes) throws IOException {
        for (Map.Entry<String, byte[]> one : Ablated.classes(ablation).entrySet()) {
            Path file = classes.resolve(one.getKey().replace('.', '/') + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, one.getValue());
        }
        // What says that these are no classes of the program under test.
        Path marker = classes.resolve("META-INF").resolve("heddle.library");
        Files.createDirectories(marker.getParent());
        Files.writeString(marker, "");
        return classes.toString();
    }

    /** One that does not end takes its JVM with it, and those after it get another. */
    private static Map<Integer, String> runAll(List<Integer> numbers) throws Exception {
        Map<Integer, String> noticed = new HashMap<>();
        List<Integer> left = new ArrayList<>(numbers);
        while (!left.isEmpty()) {
            Map<Integer, String> some = run("", left);
            assertThat(some).as("what was run").isNotEmpty();
            noticed.putAll(some);
            left.removeAll(some.keySet());
        }
        return noticed;
    }

    private static Map<Integer, String> run(String before, List<Integer> numbers)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "-XX:TieredStopAtLevel=1",
                                "-ea",
                                "-cp",
                                before + System.getProperty("java.class.path"),
                                AblationMain.class.getName()));
        numbers.forEach(number -> command.add(number.toString()));
        Map<Integer, String> noticed = new HashMap<>();
        List<String> others = new ArrayList<>();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                if (space > 0 && line.substring(0, space).matches("\\d+")) {
                    int number = Integer.parseInt(line.substring(0, space));
                    noticed.put(number, line.substring(space + 1));
                } else {
                    others.add(line);
                }
            }
        }
        assertThat(process.waitFor()).as(String.join("\n", others)).isZero();
        return noticed;
    }
}
