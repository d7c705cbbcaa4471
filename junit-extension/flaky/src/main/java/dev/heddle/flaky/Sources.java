package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Place;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where in the repository the source files of a project are. */
final class Sources {

    private static final int DEEPEST = 30;

    private final Path root;
    private final Map<String, Optional<String>> known = new HashMap<>();

    /**
     * Sources below the directory the finder was started in, as the root of the repository sees it.
     */
    Sources(Path root) {
        this.root = root;
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
