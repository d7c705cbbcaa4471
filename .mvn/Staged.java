import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at what {@code mvn -Prelease deploy} has staged: that it is all there is to be published,
 * nothing else, and such that others can use it. The build runs it after the last module.
 */
public final class Staged {

    /** What is published, and what each main jar has to have in it. */
    private static final Map<String, List<String>> ARTIFACTS =
            new TreeMap<>(
                    Map.of(
                            "heddle-scheduler",
                            List.of("module-info.class", "dev/heddle/Heddle.class"),
                            "heddle-junit",
                            List.of("module-info.class", "dev/heddle/junit/Interleaved.class"),
                            "heddle-jqwik",
                            List.of("module-info.class", "dev/heddle/jqwik/Interleaved.class"),
                            "heddle-flaky",
                            List.of("dev/heddle/flaky/Main.class"),
                            "heddle-maven-plugin",
                            List.of("META-INF/maven/plugin.xml")));

    /** What a POM must have to be taken by a public repository, by the beginning of its text. */
    private static final List<String> METADATA =
            List.of(
                    "<name>",
                    "<description>",
                    "<url>",
                    "<license>",
                    "<developer>",
                    "<scm",
                    "<connection>");

    private final Path root;
    private final String version;
    private final Instant time;
    private final boolean signed;
    private final List<String> wrong = new ArrayList<>();
    private final Set<Path> seen = new HashSet<>();

    private Staged(Path root, String version, Instant time, boolean signed) {
        this.root = root;
        this.version = version;
        this.time = time;
        this.signed = signed;
    }

    /**
     * Ends with 1, and says why, if something is wrong.
     *
     * @param args the repository as Maven is told it, the version, the time of all entries of jars,
     *     and the key that everything was signed with, if it was
     */
    public static void main(String[] args) throws IOException {
        if (args.length < 3) {
            throw new IllegalArgumentException(
                    "Say which repository, which version, and the time of entries; not "
                            + Arrays.toString(args));
        }
        String place = args[0].replaceFirst("^[^:]*::(default::)?", "");
        Path root =
                place.startsWith("file:///")
                        ? Path.of(URI.create(place))
                        : Path.of(place.replaceFirst("^file:(//)?", ""));
        boolean signed = args.length > 3 && !args[3].isEmpty() && !args[3].startsWith("$");
        Staged staged = new Staged(root, args[1], Instant.parse(args[2]), signed);
        staged.look();
        if (!staged.wrong.isEmpty()) {
            System.err.println(
                    "What is staged in "
                            + root
                            + " can not be published:\n  "
                            + String.join("\n  ", staged.wrong));
            System.exit(1);
        }
        System.out.printf(
                "Staged in %s: %s, each with sources, javadoc and checksums, %s.%n",
                root,
                String.join(", ", ARTIFACTS.keySet()),
                signed ? "signed" : "not signed (-Dgpg.keyname=KEY signs)");
    }

    private void look() throws IOException {
        for (Map.Entry<String, List<String>> artifact : ARTIFACTS.entrySet()) {
            Path folder = root.resolve("dev/heddle").resolve(artifact.getKey()).resolve(version);
            String id = artifact.getKey();
            Path pom = only(folder, id, ".pom");
            if (pom != null) {
                lookAt(pom);
            }
            List<String> main = new ArrayList<>(artifact.getValue());
            main.add("META-INF/LICENSE");
            lookInto(only(folder, id, ".jar"), main, ".java");
            lookInto(
                    only(folder, id, "-sources.jar"),
                    List.of("dev/", "META-INF/LICENSE"),
                    ".class");
            lookInto(only(folder, id, "-javadoc.jar"), List.of("index.html"), ".class");
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(Files::isRegularFile)
                    .filter(file -> !seen.contains(file))
                    .filter(file -> !file.getFileName().toString().startsWith("maven-metadata"))
                    .forEach(file -> wrong.add("Nobody expects " + root.relativize(file) + "."));
        }
    }

    /** The one file of that kind, with its checksums and its signature; null if there is none. */
    private Path only(Path folder, String id, String end) throws IOException {
        String base = version.replace("-SNAPSHOT", "");
        String number = version.equals(base) ? "" : "-[0-9.]+-[0-9]+";
        Pattern name =
                Pattern.compile(Pattern.quote(id + "-" + base) + number + Pattern.quote(end));
        List<Path> found = List.of();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                found =
                        all.filter(file -> name.matcher(file.getFileName().toString()).matches())
                                .toList();
            }
        }
        if (found.size() != 1) {
            wrong.add(
                    id
                            + " has "
                            + found.size()
                            + " files "
                            + id
                            + "-"
                            + version
                            + end
                            + ", not one.");
            return null;
        }
        Path file = found.get(0);
        checkSums(file);
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        if (signed && !Files.exists(signature)) {
            wrong.add(file.getFileName() + " is not signed.");
        }
        seen.add(signature); // It needs no checksums, but Maven before 3.9 may have made some.
        seen.add(file.resolveSibling(signature.getFileName() + ".sha1"));
        seen.add(file.resolveSibling(signature.getFileName() + ".md5"));
        return file;
    }

    private void checkSums(Path file) throws IOException {
        seen.add(file);
        for (Map.Entry<String, String> kind : Map.of(".sha1", "SHA-1", ".md5", "MD5").entrySet()) {
            Path sum = file.resolveSibling(file.getFileName() + kind.getKey());
            if (!Files.exists(sum)) {
                wrong.add(file.getFileName() + " has no " + kind.getKey() + ".");
            } else {
                seen.add(sum);
                if (!Files.readString(sum).strip().equals(hash(kind.getValue(), file))) {
                    wrong.add(sum.getFileName() + " is that of another file.");
                }
            }
        }
    }

    private static String hash(String kind, Path file) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance(kind).digest(Files.readAllBytes(file));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + kind + ".", e);
        }
    }

    private void lookAt(Path pom) throws IOException {
        String text = Files.readString(pom);
        for (String element : METADATA) {
            if (!text.contains(element)) {
                wrong.add(pom.getFileName() + " has no " + element);
            }
        }
        for (String element :
                List.of("<parent>", "<scope>test</scope>", "<build>", "<modules>", "${")) {
            if (text.contains(element)) {
                wrong.add(pom.getFileName() + " has " + element + ", which is for the build only.");
            }
        }
        Matcher ours =
                Pattern.compile(
                                "(?s)<dependency>\\s*<groupId>dev\\.heddle</groupId>\\s*"
                                        + "<artifactId>([^<]*)</artifactId>\\s*<version>([^<]*)<")
                        .matcher(text);
        while (ours.find()) {
            if (!ARTIFACTS.containsKey(ours.group(1)) || !ours.group(2).equals(version)) {
                wrong.add(
                        pom.getFileName()
                                + " needs "
                                + ours.group(1)
                                + " "
                                + ours.group(2)
                                + ", which is not staged.");
            }
        }
        if (!version.endsWith("-SNAPSHOT") && text.contains("-SNAPSHOT")) {
            wrong.add(pom.getFileName() + " needs a snapshot.");
        }
    }

    /** Whether a jar has all of these entries, none that ends like that, and the time it should. */
    private void lookInto(Path jar, List<String> entries, String without) throws IOException {
        if (jar == null) {
            return;
        }
        Set<String> names = new TreeSet<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) file.stream()::iterator) {
                names.add(entry.getName());
                if (!entry.getTimeLocal().toInstant(ZoneOffset.UTC).equals(time)) {
                    wrong.add(
                            jar.getFileName()
                                    + " is not reproducible: "
                                    + entry.getName()
                                    + " is of "
                                    + entry.getTimeLocal()
                                    + ".");
                    break;
                }
            }
        }
        for (String entry : entries) {
            if (names.stream().noneMatch(name -> name.startsWith(entry))) {
                wrong.add(jar.getFileName() + " lacks " + entry + ".");
            }
        }
        names.stream()
                .filter(name -> name.endsWith(without))
                .findFirst()
                .ifPresent(name -> wrong.add(jar.getFileName() + " has " + name + "."));
    }
}
