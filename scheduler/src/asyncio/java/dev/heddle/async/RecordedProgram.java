package dev.heddle.async;

import dev.heddle.ParsedJson;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program in the language of {@link Interpreter}, and what CPython's asyncio has done with it.
 */
record RecordedProgram(String name, Map<String, Object> program, Recorded expected) {

    static final String DIRECTORIES = "heddle.asyncio.corpus";

    /** Those that come with the tests. */
    static List<RecordedProgram> own() {
        List<RecordedProgram> all = new ArrayList<>(in(resource("cases")));
        all.addAll(in(resource("corpus")));
        all.addAll(in(resource("eager")));
        return all;
    }

    /** Those in the directories that a system property names, with commas between them. */
    static List<RecordedProgram> further() {
        List<RecordedProgram> all = new ArrayList<>();
        for (String name : System.getProperty(DIRECTORIES, "").split(",")) {
            if (!name.isBlank()) {
                Path directory = Path.of(name.strip());
                // Tests run in the folder of their module; who starts Maven is one above it.
                Path above = Path.of("..").resolve(directory);
                boolean isAbove = !Files.isDirectory(directory) && Files.isDirectory(above);
                all.addAll(in(isAbove ? above : directory));
            }
        }
        return all;
    }

    static List<RecordedProgram> in(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new IllegalArgumentException(
                    "There is no directory %s. The system property %s must name directories of recorded programs, with commas between them, and best with absolute paths."
                            .formatted(directory.toAbsolutePath(), DIRECTORIES));
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("%s can not be listed.".formatted(directory), e);
        }
        if (files.isEmpty()) {
            throw new IllegalArgumentException(
                    "There are no recorded programs, that is, files *.json, in %s."
                            .formatted(directory.toAbsolutePath()));
        }
        return files.stream().map(RecordedProgram::read).toList();
    }

    private static RecordedProgram read(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        try {
            return of(
                    (parent == null ? "" : parent.getFileName() + "/") + file.getFileName(),
                    Files.readString(file));
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "%s is not a recorded program.".formatted(file.toAbsolutePath()), e);
        }
    }

    /** The one that this text is, as JSON. */
    @SuppressWarnings("unchecked")
    static RecordedProgram of(String name, String json) {
        Map<String, Object> all = (Map<String, Object>) ParsedJson.of(json);
        Map<String, Object> program = (Map<String, Object>) all.get("program");
        Map<String, Object> expected = (Map<String, Object>) all.get("expected");
        if (program == null || expected == null) {
            throw new IllegalArgumentException("There is no program in it, or no recording.");
        }
        return new RecordedProgram(name, program, Recorded.of(expected));
    }

    private static Path resource(String name) {
        try {
            return Path.of(RecordedProgram.class.getResource("/asyncio/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether its tasks begin right where they are created. */
    boolean isEager() {
        return Boolean.TRUE.equals(program.get("eager"));
    }

    @Override
    public String toString() {
        return name;
    }
}
