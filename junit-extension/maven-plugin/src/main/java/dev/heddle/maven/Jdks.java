package dev.heddle.maven;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Where a JDK of the release that Heddle needs is. */
final class Jdks {

    /** The release. */
    static final String RELEASE = "25";

    private Jdks() {}

    /**
     * The home of the first JDK that fits.
     *
     * @param named what the user has named, or null
     * @param others homes that come first otherwise: of a toolchain, of Maven's own JVM
     * @param environment variables, of which those that name a JDK are looked at
     * @param places directories in which JDKs usually are
     * @throws IllegalArgumentException if what the user has named does not fit
     */
    static Optional<Path> find(
            @Nullable String named,
            List<Path> others,
            Map<String, String> environment,
            List<Path> places) {
        if (named != null && !named.isBlank()) {
            Path home = Path.of(named);
            if (!fits(home)) {
                throw new IllegalArgumentException(
                        "heddle.jdk names %s, which is not the home of a JDK %s."
                                .formatted(home, RELEASE));
            }
            return Optional.of(home);
        }
        List<Path> all = new ArrayList<>(others);
        environment.entrySet().stream()
                .filter(
                        variable ->
                                variable.getKey().startsWith("JAVA")
                                        && variable.getKey().contains("HOME"))
                .sorted(Map.Entry.comparingByKey())
                .filter(variable -> !variable.getValue().isBlank())
                .forEach(variable -> all.add(Path.of(variable.getValue())));
        places.forEach(place -> all.addAll(children(place)));
        return all.stream().filter(Jdks::fits).findFirst();
    }

    /** The directories in which JDKs usually are, on any system. */
    static List<Path> usualPlaces() {
        Path user = Path.of(System.getProperty("user.home"));
        return List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt/java"),
                Path.of("/opt"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve("Library/Java/JavaVirtualMachines"),
                user.resolve(".sdkman/candidates/java"),
                user.resolve(".jdks"),
                user.resolve(".gradle/jdks"),
                Path.of("C:\\Program Files\\Java"),
                Path.of("C:\\Program Files\\Eclipse Adoptium"));
    }

    private static List<Path> children(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(place)) {
            return all.sorted()
                    .flatMap(home -> Stream.of(home, home.resolve("Contents").resolve("Home")))
                    .toList();
        } catch (IOException e) {
            return List.of(); // Nobody may look there, so nobody has put a JDK there for us.
        }
    }

    /** Whether this is the home of such a JDK, by the file that every JDK has. */
    static boolean fits(Path home) {
        Path release = home.resolve("release");
        if (!Files.isRegularFile(release)) {
            return false;
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(release, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("The file can not be read: " + release, e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return version.equals(RELEASE) || version.startsWith(RELEASE + ".");
    }

    /** The command that starts it. */
    static String java(Path home) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return home.resolve("bin").resolve(windows ? "java.exe" : "java").toString();
    }
}
