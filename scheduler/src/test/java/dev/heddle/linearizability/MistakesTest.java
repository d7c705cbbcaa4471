package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.linearizability.StructuresTest.Structure;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of {@code docs/linearizability.md} has all structures. {@code
 * -Dlinearizability.write=true} measures it anew.
 */
class MistakesTest {

    private static final Path PAGE = Path.of("../docs/linearizability.md");
    private static final String BEGIN = "<!-- MistakesTest writes this -->\n";
    private static final String END = "<!-- end of what MistakesTest writes -->";

    @Test
    void thePageHasAllStructures() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertTrue(begin >= BEGIN.length() && end >= begin);
        if (Boolean.getBoolean("linearizability.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table() + page.substring(end));
            return;
        }
        List<String> names = new ArrayList<>();
        page.substring(begin, end)
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| mistake"))
                .forEach(line -> names.add(line.split(" *\\| *")[1]));
        names.removeIf(name -> name.startsWith("---"));
        List<String> expected = new ArrayList<>();
        for (Structure structure : Structure.values()) {
            expected.add(name(structure));
        }
        expected.add("`ConcurrentLinkedDeque`");
        expected.add("`LinkedTransferQueue`");
        assertEquals(expected, names, "write it anew with -Dlinearizability.write=true");
    }

    private static String name(Structure structure) {
        return structure.mistake;
    }

    private static String table() {
        StringBuilder table =
                new StringBuilder(
                        """
                        | mistake | constructions until found | seconds | with shrinking | seconds | calls |
                        | --- | ---: | ---: | ---: | ---: | ---: |
                        """);
        for (Structure structure : Structure.values()) {
            table.append(row(name(structure), structure.check.apply(true).explore()));
        }
        LinearizabilityReport deque = JdkTest.deque().scenarios(2_000).explore();
        LinearizabilityReport queue = JdkTest.transferQueue().scenarios(3_000).explore();
        return table.append(row("`ConcurrentLinkedDeque`", deque))
                .append(row("`LinkedTransferQueue`", queue))
                .toString();
    }

    private static String row(String name, LinearizabilityReport report) {
        return String.format(
                Locale.ROOT,
                "| %s | %,d | %s | %,d | %s | %d |%n",
                name,
                report.constructions(),
                seconds(report.foundAfter()),
                report.allConstructions(),
                seconds(report.time()),
                report.scenario().orElseThrow().size());
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1_000.0);
    }
}
