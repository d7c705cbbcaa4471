package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Each message of errors.md is one that the sources have, with a cause and a cure; and each message
 * that the sources give to an exception is on the page, or among those that are not for users.
 */
class ErrorsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** What only a mistake of Heddle's can bring about, and what the JDK says itself. */
    private static final Path INSIDE = Path.of("src/test/resources/errors-inside.txt");

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(.+?)` \\| *(.*?) *\\| *(.*?) *\\|$");

    /** Where the message of an exception begins: as an argument, or as a variable of that name. */
    private static final Pattern THROWN =
            Pattern.compile("\\bnew \\w*(?:Exception|Error|Failure)\\(|\\bString message =");

    /** What code consists of, as far as brackets and texts go. */
    private static final Pattern PIECE =
            Pattern.compile(
                    "(?s)\"\"\"(?<block>.*?)\"\"\"|\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"|'(?:[^'\\\\]|\\\\.)+'|[();]");

    /** What is written in several strings stands here as one. */
    private static String sources = "";

    @BeforeAll
    static void readSources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("scheduler", "junit-extension", "property-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                for (Path file : files.filter(ErrorsTest::isSource).sorted().toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        sources = joined(all.toString());
    }

    private static String joined(String source) {
        return source.replaceAll("\"\\s*\\+\\s*\"", "");
    }

    private static boolean isSource(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/main/java/") && path.endsWith(".java");
    }

    /** A line of the page. */
    record Row(String message, String cause, String cure) {

        /** What does not differ from one time to the next. */
        List<String> parts() {
            return Stream.of(message.split("…|\\.\\.\\."))
                    .map(String::strip)
                    .filter(part -> part.length() > 3)
                    .toList();
        }

        boolean fits(String thrown) {
            int at = 0;
            for (String part : parts()) {
                Matcher found = anyValue(part).matcher(thrown);
                boolean first = at == 0 && message.startsWith(part);
                if (!found.find(at) || (first && found.start() > 0)) {
                    return false;
                }
                at = found.end();
            }
            return true;
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void isInTheSource(Row row) {
        assertThat(row.parts()).isNotEmpty();
        assertThat(row.parts()).allMatch(part -> anyValue(part).matcher(sources).find());
        assertThat(row.cause()).as("the cause").isNotBlank();
        assertThat(row.cure()).as("the cure").isNotBlank();
    }

    @Test
    void eachThatIsThrownIsOnThePage() throws IOException {
        List<Row> rows = rows();
        List<String> inside = inside();
        List<String> missing = new ArrayList<>();
        List<String> thrown = thrown(sources);
        for (String message : thrown) {
            if (!inside.contains(message) && rows.stream().noneMatch(row -> row.fits(message))) {
                missing.add(message);
            }
        }
        assertThat(missing)
                .as("Say on docs/errors.md why, and what to do; or add it to %s", INSIDE)
                .isEmpty();
        assertThat(inside).as("what is not for users").isSubsetOf(thrown);
    }

    @Test
    void findsWhatIsThrown() {
        String source =
                """
                throw new UsageException("There is no %s (it is not" + " ')' or \\"x\\")."
                        .formatted(name(")")));
                new StateError();
                throw new LostError("It was " + call("left", 1) + ".", e);
                String message = name("a (;") + " is lost.";
                """;
        assertThat(thrown(joined(source)))
                .containsExactly(
                        "There is no … (it is not ')' or \"x\").…)",
                        "It was …left….",
                        "a (;… is lost.");
        Row row = new Row("There is no … (it is not '…' or", "a", "b");
        assertThat(row.fits(thrown(joined(source)).get(0))).isTrue();
        assertThat(row.fits("There is nothing (it is not")).isFalse();
        assertThat(row.fits("So there: There is no 1 (it is not '1' or")).isFalse();
    }

    /** The texts of each exception that is made, one after the other, with … between them. */
    private static List<String> thrown(String source) {
        List<String> messages = new ArrayList<>();
        Matcher piece = PIECE.matcher(source);
        for (MatchResult begin : THROWN.matcher(source).results().toList()) {
            List<String> texts = new ArrayList<>();
            int depth = begin.group().endsWith("(") ? 1 : 0;
            boolean ended = false;
            piece.region(begin.end(), source.length());
            while (!ended && piece.find()) {
                String text =
                        piece.group("block") == null ? piece.group("text") : piece.group("block");
                if (text != null) {
                    texts.add(text);
                } else if (piece.group().equals("(")) {
                    depth++;
                } else if (piece.group().equals(")")) {
                    depth--;
                    ended = depth == 0 && begin.group().endsWith("(");
                } else if (piece.group().equals(";")) {
                    ended = depth == 0;
                }
            }
            String message =
                    String.join("…", texts)
                            .replaceAll("%(?:\\d\\$)?[,.\\d]*[a-z]", "…")
                            .replace("\\\"", "\"")
                            .replaceAll("\\\\n|\\s+", " ")
                            .strip();
            if (message.replace("…", "").length() > 3) {
                messages.add(message);
            }
        }
        return messages;
    }

    /** A number that the page shows may be one that the message is given. */
    private static Pattern anyValue(String part) {
        return Pattern.compile(
                Stream.of(part.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)"))
                        .map(ErrorsTest::anyValueOf)
                        .collect(Collectors.joining()));
    }

    private static String anyValueOf(String part) {
        if (part.matches("\\d+")) {
            return "(?:" + part + "|%,?d|…)";
        }
        return Pattern.quote(part).replace("\"", "\\E\\\\?\"\\Q");
    }

    private static List<String> inside() throws IOException {
        return Files.readAllLines(INSIDE).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    static List<Row> rows() throws IOException {
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/errors.md")));
        List<Row> rows =
                row.results()
                        .map(found -> new Row(found.group(1), found.group(2), found.group(3)))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(200);
        return rows;
    }
}
