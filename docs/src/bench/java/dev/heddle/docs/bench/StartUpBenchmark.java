package dev.heddle.docs.bench;

import dev.heddle.control.Control;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * How long a JVM takes from its start to its end, with and without Heddle, and how much processor
 * time, with that of the processes it starts: each measurement is a JVM of its own, so JMH needs no
 * fork.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(0)
@Warmup(iterations = 1)
@Measurement(iterations = 7)
public class StartUpBenchmark {

    /** More classes than these are not written. */
    static final int CLASSES = 1_000;

    /** Of the clock by which Linux accounts for processor time. */
    private static final double MILLIS_OF_A_TICK = 10;

    /** How Heddle comes into the JVM. */
    @Param({"without", "agent", "attach"})
    public String heddle;

    /** How many classes of the program are loaded. */
    @Param({"0", "1000"})
    public int classes;

    private static Path folder;
    private static Path agent;

    /** Writes the classes, once in this JVM. */
    @Setup
    public void write() throws IOException, URISyntaxException {
        if (folder == null) {
            Path made = Files.createTempDirectory("heddle-start-");
            ProgramOfManyClasses.write(made, CLASSES);
            agent = agentJar(made);
            folder = made;
        }
    }

    /** Becomes a result of its own. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Processor {
        public double millis;

        @Setup(Level.Iteration)
        public void clear() {
            millis = 0;
        }
    }

    /** A program with a main method. */
    @Benchmark
    public int program(Processor used) throws IOException, InterruptedException {
        double before = millisOfChildren();
        int printed = start(heddle.equals("attach") ? "attach" : "plain", "-Dheddle.attach=false");
        used.millis = millisOfChildren() - before;
        return printed;
    }

    /** A test that JUnit's launcher executes, as Surefire does. */
    @Benchmark
    public int suite(Processor used) throws IOException, InterruptedException {
        double before = millisOfChildren();
        int printed = start("suite", "-Dheddle.attach=" + heddle.equals("attach"));
        used.millis = millisOfChildren() - before;
        return printed;
    }

    /**
     * The processor time of all processes that this one has started and that have ended, and of
     * those that they have started; not a number where there is no {@code /proc}.
     */
    private static double millisOfChildren() throws IOException {
        Path account = Path.of("/proc/self/stat");
        if (!Files.exists(account)) {
            return Double.NaN;
        }
        String line = Files.readString(account);
        // The name of the program, in brackets, may have spaces; what follows has none.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * MILLIS_OF_A_TICK;
    }

    private int start(String what, String property) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+EnableDynamicAgentLoading");
        command.add(property);
        command.add("-D" + ProgramOfManyClasses.CLASSES + "=" + classes);
        if (heddle.equals("agent")) {
            command.add("-javaagent:" + agent);
        }
        command.addAll(List.of("-cp", classPath(), ProgramOfManyClasses.class.getName(), what));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed:\n" + output);
        }
        return output.length();
    }

    private static String classPath() {
        return System.getProperty("java.class.path") + File.pathSeparator + folder;
    }

    /** Of the library if that is a jar; otherwise one that names the agent and lists its place. */
    private static Path agentJar(Path folder) throws IOException, URISyntaxException {
        Path library =
                Path.of(Control.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(library)) {
            return library;
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.CLASS_PATH, library.toUri().toString());
        attributes.putValue("Premain-Class", "dev.heddle.control.Agent");
        attributes.putValue("Can-Retransform-Classes", "true");
        attributes.putValue("Can-Redefine-Classes", "true");
        Path jar = folder.resolve("agent.jar");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
        return jar;
    }
}
