package dev.heddle.trace;

import dev.heddle.control.Origins;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Finds the text of source lines, where there is any: in what the system property {@value
 * #PROPERTY} names, in the usual place beside the folder that a class was loaded from, in a jar of
 * sources beside a jar of classes. Where it finds none, or can not read it, there is none.
 */
final class Sources {

    /** A system property: folders and jars with sources, as in a class path. */
    public static final String PROPERTY = "heddle.sources";

    /** Knows no source at all. */
    static final Sources NONE = new Sources(Map.of(), List.of());

    /** No file of source is longer than this. */
    private static final long LONGEST_FILE = 5_000_000;

    /**
     * Where a build puts classes, as the end of a path, and where it had the sources from, beside
     * what is before that end.
     */
    private static final List<List<String>> LAYOUTS =
            List.of(
                    List.of("target/classes", "src/main/java", "src/main/kotlin"),
                    List.of("target/test-classes", "src/test/java", "src/test/kotlin"),
                    List.of("build/classes/java/*", "src/*/java"),
                    List.of("build/classes/kotlin/*", "src/*/kotlin", "src/*/java"),
                    List.of("out/production/classes", "src/main/java", "src/main/kotlin"),
                    List.of("out/test/classes", "src/test/java", "src/test/kotlin"),
                    List.of("bin", "src", "src/main/java"),
                    List.of("bin/main", "src/main/java"),
                    List.of("bin/test", "src/test/java"));

    private final Map<String, Path> origins;
    private final List<Path> given;

    /** The lines of files, by class; empty if there are none. */
    private final Map<String, List<String>> known = new HashMap<>();

    private Sources(Map<String, Path> origins, List<Path> given) {
        this.origins = origins;
        this.given = given;
    }

    /**
     * The sources of some classes.
     *
     * @param types their names, which may be those of nested ones
     */
    static Sources of(Set<String> types) {
        return new Sources(Origins.of(types), given(System.getProperty(PROPERTY, "")));
    }

    private static List<Path> given(String path) {
        List<Path> all = new ArrayList<>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                try {
                    all.add(Path.of(entry.strip()));
                } catch (InvalidPathException e) {
                    // No name of a file, so there is no source there.
                }
            }
        }
        return List.copyOf(all);
    }

    /** The text of a line, without what surrounds it; an empty string if there is none. */
    String line(String type, String file, int line) {
        if (line < 1 || file.isEmpty()) {
            return "";
        }
        List<String> lines = known.computeIfAbsent(type, key -> read(key, file));
        return line > lines.size() ? "" : lines.get(line - 1).strip();
    }

    private List<String> read(String type, String file) {
        int end = type.lastIndexOf('.');
        String folder = end < 0 ? "" : type.substring(0, end + 1).replace('.', '/');
        for (Path place : places(origins.get(type))) {
            List<String> lines = read(place, folder + file);
            if (!lines.isEmpty()) {
                return lines;
            }
        }
        return List.of();
    }

    private List<Path> places(@Nullable Path origin) {
        List<Path> places = new ArrayList<>(given);
        if (origin == null) {
            return places;
        }
        if (Files.isDirectory(origin)) {
            for (List<String> layout : LAYOUTS) {
                addBeside(origin, layout, places);
            }
        } else {
            addJars(origin, places);
        }
        return places;
    }

    /** Adds the folders of sources, if the classes are where this layout has them. */
    static void addBeside(Path classes, List<String> layout, List<Path> places) {
        Path pattern = Path.of(layout.getFirst());
        int all = classes.getNameCount();
        int length = pattern.getNameCount();
        if (all < length) {
            return;
        }
        String star = "";
        for (int i = 0; i < length; i++) {
            String name = classes.getName(all - length + i).toString();
            if (pattern.getName(i).toString().equals("*")) {
                star = name;
            } else if (!pattern.getName(i).toString().equals(name)) {
                return;
            }
        }
        Path root = classes;
        for (int i = 0; i < length && root != null; i++) {
            root = root.getParent();
        }
        for (String sources : layout.subList(1, layout.size())) {
            if (root != null) {
                places.add(root.resolve(sources.replace("*", star)));
            }
        }
    }

    /** Adds the jar of sources beside this one, or, as Gradle keeps them, in a folder beside. */
    private static void addJars(Path jar, List<Path> places) {
        String name = jar.getFileName().toString();
        Path folder = jar.getParent();
        if (!name.endsWith(".jar") || folder == null) {
            return;
        }
        String wanted = name.substring(0, name.length() - ".jar".length()) + "-sources.jar";
        places.add(folder.resolve(wanted));
        Path above = folder.getParent();
        if (above != null && above.getParent() != null && above.toString().contains("files-2.1")) {
            try (Stream<Path> beside = Files.list(above)) {
                beside.map(path -> path.resolve(wanted)).sorted().forEach(places::add);
            } catch (IOException e) {
                // Then the source is not shown.
            }
        }
    }

    private static List<String> read(Path place, String name) {
        try {
            if (Files.isDirectory(place)) {
                Path file = place.resolve(name);
                return Files.isRegularFile(file) && Files.size(file) <= LONGEST_FILE
                        ? lines(Files.readAllBytes(file))
                        : List.of();
            }
            if (!Files.isRegularFile(place)) {
                return List.of();
            }
            try (JarFile jar = new JarFile(place.toFile())) {
                ZipEntry entry = jar.getEntry(name);
                if (entry == null) {
                    return List.of();
                }
                try (InputStream in = jar.getInputStream(entry)) {
                    return lines(in.readNBytes((int) LONGEST_FILE));
                }
            }
        } catch (IOException | InvalidPathException e) {
            return List.of(); // The message does without the text of the line.
        }
    }

    /** Malformed bytes are replaced: a source in another encoding is mostly readable. */
    private static List<String> lines(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
}
