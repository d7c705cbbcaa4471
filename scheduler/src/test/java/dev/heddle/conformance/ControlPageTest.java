package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The table in {@code docs/control.md} says what the tests say. After a change, {@code
 * -Dcontrol.write=true} writes it anew.
 */
class ControlPageTest {

    private static final Path PAGE = Path.of("..", "docs", "control.md");
    private static final String BEGIN = "<!-- table: made by ControlPageTest -->\n";
    private static final String END = "<!-- end of table -->";

    /** What the tests say of one operation. */
    private static final class Row {
        final Set<Handling> handlings = new TreeSet<>();
        final Set<String> notes = new TreeSet<>();
        final Set<String> tests = new TreeSet<>();
    }

    @Test
    void thePageSaysWhatTheTestsSay() throws Exception {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        String table = table();
        if (Boolean.getBoolean("control.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
            return;
        }
        assertThat(page.substring(begin, end))
                .describedAs("docs/control.md; write it anew with -Dcontrol.write=true")
                .isEqualTo(table);
    }

    @Test
    void everyAreaIsCovered() throws Exception {
        assertThat(rows().keySet()).containsExactlyInAnyOrder(Area.values());
    }

    private static String table() throws Exception {
        StringBuilder text = new StringBuilder();
        rows().forEach(
                        (area, rows) -> {
                            text.append("\n## ").append(area.title()).append("\n\n");
                            text.append("| operation | in a run | test |\n| --- | --- | --- |\n");
                            rows.forEach((operation, row) -> text.append(line(operation, row)));
                        });
        return text.append('\n').toString();
    }

    private static String line(String operation, Row row) {
        List<String> handling = new ArrayList<>();
        row.handlings.forEach(one -> handling.add(one.name().toLowerCase(java.util.Locale.ROOT)));
        String note = row.notes.isEmpty() ? "" : ": " + String.join("; ", row.notes);
        return "| %s | %s%s | `%s` |\n"
                .formatted(
                        operation.replace("|", "\\|"),
                        String.join(", ", handling),
                        note.replace("|", "\\|"),
                        String.join("`, `", row.tests));
    }

    private static Map<Area, TreeMap<String, Row>> rows() throws Exception {
        Map<Area, TreeMap<String, Row>> all = new EnumMap<>(Area.class);
        for (Class<?> type : testClasses()) {
            for (Method method : type.getDeclaredMethods()) {
                for (Covers covers : method.getAnnotationsByType(Covers.class)) {
                    Row row =
                            all.computeIfAbsent(
                                            covers.area(),
                                            key -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                                    .computeIfAbsent(covers.value(), key -> new Row());
                    row.handlings.add(covers.handling());
                    row.tests.add(type.getName().replaceAll(".*[.$]", ""));
                    if (!covers.note().isEmpty()) {
                        row.notes.add(covers.note());
                    }
                }
            }
        }
        return all;
    }

    /** All test classes of this module; none is initialised. */
    private static List<Class<?>> testClasses()
            throws IOException, URISyntaxException, ClassNotFoundException {
        Path root =
                Path.of(
                        ControlPageTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted().toList()) {
                String name = root.relativize(file).toString();
                if (name.endsWith("Test.class") || name.matches(".*Test\\$\\w+\\.class")) {
                    String type =
                            name.substring(0, name.length() - ".class".length())
                                    .replace(file.getFileSystem().getSeparator(), ".");
                    classes.add(Class.forName(type, false, ControlPageTest.class.getClassLoader()));
                }
            }
        }
        return classes;
    }
}
