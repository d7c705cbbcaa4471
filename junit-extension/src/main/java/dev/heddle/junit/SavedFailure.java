package dev.heddle.junit;

import dev.heddle.Failure;
import dev.heddle.kernel.Ending;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The failure of a test that is kept until the test passes: its token, and its constraints, in two
 * files below {@code target/heddle/failures}. The second has the name and the format of a resource
 * that keeps it for good: see {@link KeptConstraints}.
 */
final class SavedFailure {

    private static final Pattern NUMBER = Pattern.compile("invocation:#(\\d+)\\]");

    private final Path token;
    private final Path constraints;

    private SavedFailure(Path directory, String name) {
        token = directory.resolve(name + ".token");
        constraints = directory.resolve(name + KeptConstraints.ENDING);
    }

    /**
     * Where the failure of a test is saved; null if it is not to be.
     *
     * @param oneOfMany whether the method is several tests, each of which has its own
     */
    static @Nullable SavedFailure of(
            Settings settings, ExtensionContext context, boolean oneOfMany) {
        Configuration configuration = settings.asked().configuration();
        if (!configuration.flag(Setting.SAVED, true)) {
            return null;
        }
        Path place = place(settings, context, oneOfMany);
        return new SavedFailure(
                Objects.requireNonNull(place.getParent()),
                Objects.requireNonNull(place.getFileName()).toString());
    }

    /** A path for what belongs to a test, which is the same in every run. */
    static Path place(Settings settings, ExtensionContext context, boolean oneOfMany) {
        // What a superclass declares is another test in each of its subclasses.
        Class<?> type = context.getRequiredTestClass();
        Path directory =
                Output.directory(type, settings.asked().configuration()).resolve("failures");
        directory = directory.resolve(type.getPackageName().replace('.', '/'));
        String name = KeptConstraints.nameOf(type, settings.method());
        return directory.resolve(oneOfMany ? name + numbers(context) : name);
    }

    /** Which of the tests that templates make of a method, or of a class, it is. */
    private static String numbers(ExtensionContext context) {
        StringBuilder numbers = new StringBuilder();
        Matcher matcher = NUMBER.matcher(context.getUniqueId());
        while (matcher.find()) {
            numbers.append('.').append(matcher.group(1));
        }
        return numbers.toString();
    }

    /** The file with the token. */
    Path file() {
        return token;
    }

    /** The token that was saved, the first if there are several; null if there is none. */
    @Nullable String token() throws IOException {
        List<String> all = tokens();
        return all.isEmpty() ? null : all.getFirst();
    }

    /** The tokens that were saved: a proof has one for each way to fail. */
    List<String> tokens() throws IOException {
        return Files.exists(token)
                ? Files.readString(token)
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList()
                : List.of();
    }

    /** The constraints that were saved; null if there are none. */
    @Nullable String constraints() throws IOException {
        return Files.exists(constraints) ? Files.readString(constraints) : null;
    }

    /** Keeps a failure, unless that is one that real time has brought about. */
    void save(Failure failure) throws IOException {
        save(List.of(failure));
    }

    /** The same for several: the constraints are those of the first. */
    void save(List<Failure> failures) throws IOException {
        List<Failure> kept = failures.stream().filter(failure -> !isOfTime(failure)).toList();
        if (kept.isEmpty()) {
            return;
        }
        Files.createDirectories(token.getParent());
        StringBuilder tokens = new StringBuilder();
        kept.forEach(failure -> tokens.append(failure.token()).append(System.lineSeparator()));
        write(token, tokens.toString());
        Optional<String> found =
                kept.getFirst()
                        .constraints()
                        .filter(all -> !all.list().isEmpty())
                        .map(all -> all + System.lineSeparator());
        if (found.isPresent()) {
            write(constraints, found.get());
        } else {
            Files.deleteIfExists(constraints);
        }
    }

    private static boolean isOfTime(Failure failure) {
        return failure.kind() == Ending.Kind.TIME_LIMIT || failure.kind() == Ending.Kind.STUCK;
    }

    /** Writes a file that others see as it was, or as it is then. */
    private static void write(Path file, String text) throws IOException {
        Path unfinished = Files.createTempFile(file.getParent(), "unfinished", ".tmp");
        Files.writeString(unfinished, text);
        Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The test has passed. */
    void remove() throws IOException {
        Files.deleteIfExists(token);
        Files.deleteIfExists(constraints);
    }
}
