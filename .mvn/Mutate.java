import org.pitest.bytecode.analysis.ClassTree;
import org.pitest.mutationtest.build.InterceptorParameters;
import org.pitest.mutationtest.build.InterceptorType;
import org.pitest.mutationtest.build.MutationInterceptor;
import org.pitest.mutationtest.build.MutationInterceptorFactory;
import org.pitest.mutationtest.config.PluginServices;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.config.Services;
import org.pitest.mutationtest.config.ServicesFromClassLoader;
import org.pitest.mutationtest.engine.Mutater;
import org.pitest.mutationtest.engine.MutationDetails;
import org.pitest.mutationtest.tooling.AnalysisResult;
import org.pitest.mutationtest.tooling.EntryPoint;
import org.pitest.plugin.Feature;
import org.pitest.testapi.TestGroupConfig;
import org.pitest.util.Glob;
import org.pitest.util.Verbosity;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Has PIT change the classes of some packages and run tests against each change. Which tests judge
 * which class, and which share of its changes is tried, stands in {@code mutations.txt} beside this
 * file; a class of these packages that is not named there is an error. {@code Mutations.java} does
 * the sums.
 *
 * <p>Arguments: the folders of classes, of test classes and of sources, the list, the folder for
 * reports, and settings: {@code threads=2}, {@code part=detect} (a package, or a class with those
 * of its line), {@code more=2} (so many times as many changes), {@code phase=0.5} (another sample
 * for each number from 0 to 1). The build runs it, see {@code -Ppit} in {@code scheduler/pom.xml};
 * PIT must be on the class path.
 */
public final class Mutate {

    /**
     * Classes, the tests that judge them, which of their changes are tried, and whether each of
     * these gets a JVM of its own.
     */
    private record Group(
            String of, int every, boolean each, List<String> classes, List<String> tests) {}

    /** Takes an even sample of the changes of each class, the same each time. */
    private static final class Sample implements MutationInterceptorFactory, MutationInterceptor {

        private final double every;
        private final double phase;

        /** How many changes there are of each class, nested ones by themselves. */
        private final Map<String, Integer> all = new ConcurrentHashMap<>();

        Sample(double every, double phase) {
            this.every = every;
            this.phase = phase;
        }

        @Override
        public Collection<MutationDetails> intercept(
                Collection<MutationDetails> changes, Mutater engine) {
            if (changes.isEmpty()) {
                return changes;
            }
            List<MutationDetails> sorted =
                    changes.stream().sorted(Comparator.comparing(MutationDetails::getId)).toList();
            int size = sorted.size();
            all.put(sorted.getFirst().getClassName().asJavaName(), size);
            int wanted = Math.clamp((int) Math.ceil(size / every), 1, size);
            List<MutationDetails> taken = new ArrayList<>();
            for (int i = 0; i < wanted; i++) {
                taken.add(sorted.get((int) ((i + phase) * size / wanted)));
            }
            return taken;
        }

        @Override
        public MutationInterceptor createInterceptor(InterceptorParameters ignored) {
            return this;
        }

        @Override
        public InterceptorType type() {
            return InterceptorType.REPORT; // After all others, so that it sees what is left.
        }

        @Override
        public void begin(ClassTree type) {}

        @Override
        public void end() {}

        @Override
        public Feature provides() {
            return Feature.named("sample").withOnByDefault(true).asInternalFeature();
        }

        @Override
        public String description() {
            return "sample";
        }
    }

    private final Path classes;
    private final Path tests;
    private final Path sources;
    private final Path reports;
    private final Map<String, String> settings;
    private final long began = System.nanoTime();

    private Mutate(List<Path> paths, Path reports, Map<String, String> settings) {
        this.classes = paths.get(0);
        this.tests = paths.get(1);
        this.sources = paths.get(2);
        this.reports = reports;
        this.settings = settings;
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 5) {
            throw new IllegalArgumentException(
                    "Say the folders of classes, tests and sources, the list, and the folder for"
                            + " reports.");
        }
        Map<String, String> settings =
                new HashMap<>(Map.of("threads", "2", "part", "all", "more", "1", "phase", "0.5"));
        for (String setting : List.of(args).subList(5, args.length)) {
            String[] both = setting.split("=", 2);
            if (both.length < 2 || settings.put(both[0], both[1]) == null) {
                throw new IllegalArgumentException("There is no such setting: " + setting);
            }
        }
        List<Path> paths = Stream.of(args).limit(3).map(Path::of).toList();
        Mutate run = new Mutate(paths, Path.of(args[4]), settings);
        List<String> wrong = run.all(run.read(Files.readAllLines(Path.of(args[3]))));
        wrong.forEach(System.err::println);
        System.exit(wrong.isEmpty() ? 0 : 1); // PIT may have left threads.
    }

    // --- the list -------------------------------------------------------------------------------

    private List<Group> read(List<String> lines) throws IOException {
        List<Group> groups = new ArrayList<>();
        Map<String, Set<String>> unnamed = new TreeMap<>();
        String of = "";
        int every = 1;
        for (String line : lines) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("package ")) {
                String[] words = line.split(" ");
                of = words[1];
                every = Integer.parseInt(words[3]);
                unnamed.put(of, classesOf(of));
            } else if (line.contains("<-")) {
                String[] both = line.split("<-");
                boolean each = line.startsWith("each ");
                List<String> named = List.of(both[0].substring(each ? 5 : 0).strip().split(" +"));
                List<String> judges =
                        Stream.of(both[1].strip().split(" +")).map(n -> "dev.heddle." + n).toList();
                for (String name : named) {
                    if (!unnamed.get(of).remove(name)) {
                        throw new IllegalArgumentException(of + "." + name + ": none, or twice.");
                    }
                }
                for (String test : judges) {
                    if (!Files.exists(tests.resolve(test.replace('.', '/') + ".class"))) {
                        throw new IllegalArgumentException("There is no test " + test + ".");
                    }
                }
                groups.add(new Group(of, every, each, named, judges));
            } else {
                throw new IllegalArgumentException("Not understood: " + line);
            }
        }
        unnamed.values().removeIf(Set::isEmpty);
        if (!unnamed.isEmpty()) {
            throw new IllegalArgumentException("No tests are named for these: " + unnamed);
        }
        String part = settings.get("part");
        return groups.stream()
                .filter(
                        group ->
                                group.of.endsWith("." + part)
                                        || part.equals("all")
                                        || group.classes.contains(part))
                .toList();
    }

    private Set<String> classesOf(String of) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve(of.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.contains("$"))
                    .map(name -> name.replace(".class", ""))
                    .filter(name -> !name.equals("package-info"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    // --- the measurement ------------------------------------------------------------------------

    /** Tries the groups, and gives back what has gone wrong. */
    private List<String> all(List<Group> groups) throws IOException {
        List<String> wrong = new ArrayList<>();
        if (groups.isEmpty()) {
            wrong.add("No class or package has this name: " + settings.get("part"));
        }
        deleteAll(reports); // What an earlier run has left is no result of this one.
        int number = 0;
        for (Group group : groups) {
            number++;
            System.out.printf(
                    "[%d/%d, %d min] %s: %s%n",
                    number,
                    groups.size(),
                    (System.nanoTime() - began) / 60_000_000_000L,
                    group.of,
                    String.join(" ", group.classes));
            AnalysisResult result;
            PrintStream out = System.out;
            System.setOut(new PrintStream(OutputStream.nullOutputStream())); // PIT's own sums.
            try {
                result = measure(group, reports.resolve("" + number));
            } catch (RuntimeException e) {
                result = AnalysisResult.fail(e);
            } finally {
                System.setOut(out);
            }
            if (result.getError().isPresent()) {
                result.getError().get().printStackTrace();
                wrong.add(group.classes + ": PIT has failed.");
            }
            result.getStatistics()
                    .map(all -> all.getMutationStatistics())
                    .ifPresent(
                            all ->
                                    System.out.printf(
                                            "    %d changes tried, PIT has %d of them as noticed%n",
                                            all.getTotalMutations(),
                                            all.getTotalDetectedMutations()));
        }
        return wrong;
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private AnalysisResult measure(Group group, Path folder) throws IOException {
        Sample sample =
                new Sample(
                        group.every / Double.parseDouble(settings.get("more")),
                        Double.parseDouble(settings.get("phase")));
        Services found = new ServicesFromClassLoader(Mutate.class.getClassLoader());
        Services services =
                new Services() {
                    @Override
                    public <S> Collection<S> load(Class<S> type) {
                        Collection<S> all = new ArrayList<>(found.load(type));
                        if (type == MutationInterceptorFactory.class) {
                            all.add(type.cast(sample));
                        }
                        return all;
                    }
                };
        AnalysisResult result =
                new EntryPoint()
                        .execute(
                                Path.of("").toAbsolutePath().toFile(),
                                options(group, folder),
                                new PluginServices(services),
                                Map.of());
        Files.createDirectories(folder);
        Files.write(
                folder.resolve("changes.txt"),
                new TreeMap<>(sample.all)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue())
                                .toList());
        return result;
    }

    private ReportOptions options(Group group, Path folder) {
        ReportOptions options = new ReportOptions();
        options.setReportDir(folder.toString());
        options.setShouldCreateTimestampedReports(false);
        options.setSourceDirs(List.of(sources));
        options.setInputEncoding(StandardCharsets.UTF_8);
        options.setOutputEncoding(StandardCharsets.UTF_8);
        options.setCodePaths(List.of(classes.toString()));
        options.setIncludeLaunchClasspath(true);
        options.setTargetClasses(
                group.classes.stream()
                        .map(name -> group.of + "." + name)
                        .flatMap(name -> Stream.of(name, name + "$*"))
                        .toList());
        options.setTargetTests(Glob.toGlobPredicates(group.tests));
        options.setGroupConfig(TestGroupConfig.emptyConfig());
        options.addOutputFormats(List.of("XML"));
        options.setNumberOfThreads(Integer.parseInt(settings.get("threads")));
        // Tests that count what a class does fail where PIT counts its lines; they can not judge.
        options.setSkipFailingTests(true);
        // Most changes of a loop make it endless: what takes this much longer is noticed.
        options.setTimeoutConstant(10_000);
        options.setTimeoutFactor(1.25f);
        options.addChildJVMArgs(
                List.of(
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1",
                        // Else hooks run when one is told to end, and may wait for what the
                        // changed code holds: it would go on for ever.
                        "-Xrs"));
        options.setMutationUnitSize(group.each ? 1 : 0);
        options.setVerbosity(Verbosity.QUIET);
        options.setFailWhenNoMutations(false);
        return options;
    }
}
