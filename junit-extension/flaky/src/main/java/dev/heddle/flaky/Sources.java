package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where in the repository the source files of a project are. */
final class Sources {

    private static final int DEEPEST = 30;

    private static final List<String> LANGUAGES = List.of("java", "kt", "groovy", "scala");

    /** What stands before the name of a method where it is declared: a type, or {@code fun}. */
    private static final String DECLARED =
            "(?:^|[\\s(])(?!(?:return|new|throw|else|yield)\\b)[\\w.<>\\[\\]?@]+\\s+`?";

    private final Path root;
    private final Map<String, Optional<String>> known = new HashMap<>();

    /**
     * Sources below the directory the finder was started in, as the root of the repository sees it.
     */
    Sources(Path root) {
        this.root = root;
    }

    /**
     * A place whose source file is there.
     *
     * @param path of the file, from the root on, with slashes
     */
    record Located(Place place, String path) {}

    /**
     * Where a test fails, as far as it is known and the files are there, what counts most first; or
     * else where the test is declared. Empty if not even that is there.
     */
    List<Located> of(Finding finding) {
        List<Located> all = new ArrayList<>();
        Shown shown = finding.failure();
        for (Place place : shown == null ? List.<Place>of() : shown.places()) {
            path(place).ifPresent(path -> all.add(new Located(place, path)));
        }
        if (all.isEmpty()) {
            declaration(finding.subject()).ifPresent(all::add);
        }
        return all;
    }

    private Optional<Located> declaration(Subject subject) {
        String type = subject.type().replaceFirst("(?<=.)[$].*$", "");
        if (type.isEmpty()) {
            return Optional.empty();
        }
        String name = type.substring(type.lastIndexOf('.') + 1);
        for (String language : LANGUAGES) {
            Place first = new Place(type, name + "." + language, 1, "declares the test");
            Optional<String> path = path(first);
            if (path.isPresent()) {
                int line = line(root.resolve(path.get()), subject.method());
                return Optional.of(
                        new Located(new Place(type, first.file(), line, first.what()), path.get()));
            }
        }
        return Optional.empty();
    }

    /** The line in which a method is declared; the first one if none looks like that. */
    private static int line(Path file, String method) {
        Pattern declared = Pattern.compile(DECLARED + Pattern.quote(method) + "`?\\s*\\(");
        try {
            List<String> lines =
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (declared.matcher(lines.get(i)).find()) {
                    return i + 1;
                }
            }
            return 1;
        } catch (IOException e) {
            throw new UncheckedIOException("The source file can not be read: " + file, e);
        }
    }

    /** The path of the file of a place from the root on, with slashes; empty if it is not there. */
    Optional<String> path(Place place) {
        int dot = place.type().lastIndexOf('.');
        String directory = dot < 0 ? "" : place.type().substring(0, dot).replace('.', '/') + "/";
        return known.computeIfAbsent(directory + place.file(), this::find);
    }

    private Optional<String> find(String end) {
        try (Stream<Path> files =
                Files.find(
                        root,
                        DEEPEST,
                        (file, attributes) ->
                                attributes.isRegularFile()
                                        && file.toString()
                                                .replace('\\', '/')
                                                .endsWith("/" + end))) {
            List<String> found =
                    files.map(file -> root.relativize(file).toString().replace('\\', '/'))
                            .filter(
                                    file ->
                                            !file.startsWith("target/")
                                                    && !file.contains("/target/"))
                            .sorted()
                            .toList();
            return found.isEmpty() ? Optional.empty() : Optional.of(found.get(0));
        } catch (IOException e) {
            throw new UncheckedIOException("The sources can not be looked for in " + root, e);
        }
    }
}
