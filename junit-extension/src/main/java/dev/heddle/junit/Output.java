package dev.heddle.junit;

import org.jspecify.annotations.Nullable;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;

/** Where files about tests are kept: in {@code target/heddle}, or {@code build/heddle}. */
final class Output {

    private static final String OURS = "heddle";
    private static final String MAVENS = "target";
    private static final String GRADLES = "build";

    private Output() {}

    /** The directory for the tests of a class; it need not be there. */
    static Path directory(Class<?> test, Configuration configuration) {
        String configured = configuration.get(Setting.OUTPUT);
        if (configured != null && !configured.isEmpty()) {
            try {
                return Path.of(configured).toAbsolutePath();
            } catch (InvalidPathException e) {
                throw new IllegalArgumentException(
                        "%s%s must be a directory, but is '%s'."
                                .formatted(Setting.PREFIX, Setting.OUTPUT, configured),
                        e);
            }
        }
        Path built = built(test);
        return (built == null ? ofTheProject() : built).resolve(OURS);
    }

    /** Whether it is Gradle that has compiled a class, or is going to. */
    static boolean isBuiltByGradle(Class<?> test) {
        Path built = built(test);
        return (built == null ? ofTheProject() : built).endsWith(GRADLES);
    }

    /** The directory of a build tool that the class lies in; null if it lies elsewhere. */
    private static @Nullable Path built(Class<?> test) {
        CodeSource source = test.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return null;
        }
        try {
            Path at = Path.of(source.getLocation().toURI()).toAbsolutePath();
            for (Path in = at; in != null && in.getFileName() != null; in = in.getParent()) {
                String name = in.getFileName().toString();
                if (name.equals(MAVENS) || name.equals(GRADLES)) {
                    return in;
                }
            }
            return null;
        } catch (URISyntaxException | RuntimeException e) {
            return null; // It is no folder: where the tests are run has to do.
        }
    }

    private static Path ofTheProject() {
        boolean gradle =
                !Files.exists(Path.of("pom.xml"))
                        && (Files.exists(Path.of("build.gradle"))
                                || Files.exists(Path.of("build.gradle.kts")));
        return Path.of(gradle ? GRADLES : MAVENS).toAbsolutePath();
    }
}
