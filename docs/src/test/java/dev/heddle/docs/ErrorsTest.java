package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each message of errors.md is one that the sources have. */
class ErrorsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(.+?)` \\|.*\\|.*\\|$");

    /** What is written in several strings stands here as one. */
    private static String sources = "";

    @BeforeAll
    static void readSources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : List.of("scheduler", "junit-extension", "property-tests")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
                for (Path file : files.filter(ErrorsTest::isSource).toList()) {
                    all.append(Files.readString(file));
                }
            }
        }
        sources = all.toString().replaceAll("\"\\s*\\+\\s*\"", "");
    }

    private static boolean isSource(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/main/java/") && path.endsWith(".java");
    }

    @ParameterizedTest
    @MethodSource("messages")
    void isInTheSource(String message) {
        List<String> parts =
                Stream.of(message.split("…|\\.\\.\\."))
                        .map(String::strip)
                        .filter(p -> p.length() > 3)
                        .toList();
        assertThat(parts).isNotEmpty();
        assertThat(parts).allMatch(part -> anyValue(part).matcher(sources).find());
    }

    /** A number that the page shows may be one that the message is given. */
    private static Pattern anyValue(String part) {
        return Pattern.compile(
                Stream.of(part.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)"))
                        .map(p -> p.matches("\\d+") ? "(?:" + p + "|%,?d)" : Pattern.quote(p))
                        .collect(Collectors.joining()));
    }

    static List<String> messages() throws IOException {
        Matcher row = ROW.matcher(Files.readString(ROOT.resolve("docs/errors.md")));
        List<String> messages = row.results().map(found -> found.group(1)).toList();
        assertThat(messages).hasSizeGreaterThan(30);
        return messages;
    }
}
